//! The essay's twenty items, in other words than its own and than ours, must be read as the right activity.

use drawline::policy::{Choice, Policy};

/// Activity and ways to say it. Written without a look at the phrases; a miss is mended by what is general about it.
const ITEMS: &[(&str, &[&str])] = &[
    (
        "customer-research",
        &[
            "Talk to users to learn how they work",
            "Running user interviews and surveys",
            "Research into what our customers need",
        ],
    ),
    (
        "problem-framing-coaching",
        &[
            "Showing people how a symptom differs from the real problem",
            "Coaching colleagues on symptoms and root causes",
        ],
    ),
    (
        "problem-identification",
        &[
            "Working out which customer problems are worth money",
            "Spotting the valuable problems our clients have",
            "Identifying customer pain points",
        ],
    ),
    ("product-market-fit", &["Finding a fit between product and market", "Establishing product-market fit", "PMF"]),
    (
        "market-analysis",
        &["Analysis of the market", "Looking at market trends and size", "Market sizing and segmentation"],
    ),
    ("competitive-research", &["Watching what competitors do", "Competitor analysis", "Studying the competition"]),
    (
        "project-management",
        &["Managing projects", "Keeping the project on schedule", "Tracking project milestones and deadlines"],
    ),
    ("program-management", &["Running a programme across several teams", "Programme management", "Managing programs"]),
    (
        "executive-alignment",
        &[
            "Board meetings",
            "Keeping executives aligned",
            "Defending the project to the leadership team",
            "Meeting with the C-level",
        ],
    ),
    ("customer-calls", &["Calls with customers", "Phone calls with clients", "Speaking with customers every week"]),
    (
        "field-liaison",
        &[
            "Go-between for sales and support",
            "Liaison with customer success",
            "Being the contact for the sales and support teams",
        ],
    ),
    (
        "prioritization",
        &["Deciding what to build next", "Setting feature priorities", "Prioritising projects and features"],
    ),
    (
        "team-issue-escalation",
        &[
            "Alerting engineering managers to team issues",
            "Reporting people problems to the EM",
            "Letting EMs know about performance issues",
        ],
    ),
    ("content-writing", &["Blog posts and internal docs", "Writing blog articles", "Producing content for the blog"]),
    (
        "field-enablement",
        &["Enabling sales and support", "Sales and support enablement", "Preparing sales for a release"],
    ),
    ("poc-building", &["Building prototypes", "Proof-of-concept work", "Creating POCs and working prototypes"]),
    (
        "conference-presence",
        &[
            "Staffing the booth at trade shows",
            "Conference talks with sample code",
            "Speaking at events and standing at the booth",
        ],
    ),
    (
        "sales-onboarding",
        &[
            "Training new salespeople on the product",
            "Onboarding of new sales reps",
            "Teaching new hires in sales how to talk about the product",
        ],
    ),
    (
        "pre-release-testing",
        &[
            "Testing everything before release",
            "Checking all features before they ship",
            "Verifying each build before customers get it",
            "QA of every feature",
        ],
    ),
    (
        "beta-program-management",
        &[
            "Recruiting and managing beta testers",
            "Running alpha and beta groups",
            "Managing design partners",
            "Looking for early adopters to pilot with",
        ],
    ),
];

#[test]
fn the_twenty_items_are_read_in_other_words() {
    let policy = Policy::load(Choice::default()).expect("the embedded rules are sound");
    let (activities, words) = (&policy.taxonomy.activities, &policy.taxonomy.words);
    let mut failures = Vec::new();
    for (id, texts) in ITEMS {
        for text in *texts {
            let read = activities.read(words, text).map_or("nothing", |found| &found.id);
            if read != *id {
                failures.push(format!("{id}: \"{text}\" reads as {read}"));
            }
        }
    }
    assert_eq!(ITEMS.len(), 20);
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
