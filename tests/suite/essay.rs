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
            "Working the booth and giving talks at trade shows",
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

/// More of the same, by another hand on another day.
const MORE: &[(&str, &[&str])] = &[
    (
        "customer-research",
        &[
            "User research",
            "Interviewing our users",
            "Running usability studies with customers",
            "Field research with clients",
            "Discovery interviews",
            "Learning about customers' needs",
            "Qualitative research on user behaviour",
            "Researching users",
            "Shadowing customers at their workplace",
            "Usability testing sessions",
            "Customer surveys and interviews",
        ],
    ),
    (
        "problem-framing-coaching",
        &[
            "Explaining the difference between a symptom and a problem",
            "Helping teams see problems behind symptoms",
            "Teach people to look past symptoms to the underlying problem",
            "Teach the difference between problem and symptom",
        ],
    ),
    (
        "problem-identification",
        &[
            "Find customer problems that matter",
            "Uncovering high-value customer problems",
            "Determine which customer pain is worth solving",
            "Discovering unmet customer needs",
            "Identify valuable customer problems",
            "Pinpointing the problems our customers would pay to have solved",
            "Problem discovery with customers",
        ],
    ),
    (
        "product-market-fit",
        &[
            "Achieving product-market fit",
            "Validate product market fit",
            "Assessing market fit of the product",
            "Product market fit",
            "Searching for product-market fit",
            "Finding PMF",
        ],
    ),
    (
        "market-analysis",
        &[
            "Researching the market",
            "Analyse market trends",
            "Market studies",
            "Estimating the size of the market",
            "Market research",
            "Market landscape and sizing",
            "Analysis of our target market",
        ],
    ),
    (
        "competitive-research",
        &[
            "Researching competitors",
            "Competitive intelligence gathering",
            "Keeping tabs on competitors",
            "Benchmarking against competing products",
            "Competitive research",
            "Analysing the competition",
            "Monitoring competitor releases",
        ],
    ),
    (
        "project-management",
        &[
            "Project manager duties",
            "Keep projects on track",
            "Planning and tracking the project",
            "Managing the project schedule",
            "Running projects",
            "Project management",
            "Managing timelines and milestones",
            "Coordinating projects",
            "Keeping track of project deadlines",
        ],
    ),
    (
        "program-management",
        &[
            "Managing a programme of several projects",
            "Cross-team programme coordination",
            "Program manager work",
            "Program management",
            "Programme governance",
            "Running programs across teams",
        ],
    ),
    (
        "executive-alignment",
        &[
            "Presenting to the C-suite",
            "Convincing executives not to cancel approved projects",
            "Defend our roadmap to leadership",
            "Executive reviews",
            "C-suite meetings",
            "Defending approved projects to the C-suite",
            "Updates for executives",
            "Board presentations",
        ],
    ),
    (
        "customer-calls",
        &[
            "Taking part in customer calls",
            "Regular conversations with customers",
            "Meeting customers on site",
            "Talk with clients on the phone",
            "Customer calls",
            "Calling customers",
            "Customer visits",
            "Joining calls with customers",
        ],
    ),
    (
        "field-liaison",
        &[
            "Working with sales, support and customer success",
            "Point of contact for sales",
            "Liaison between support and engineering",
            "Answering questions from the sales team",
            "Liaising with sales",
            "Interface to customer success and support",
            "Liaison to sales and support",
            "Bridge between sales and engineering",
        ],
    ),
    (
        "prioritization",
        &[
            "Prioritise features",
            "Prioritization of the projects",
            "Choosing what to work on next",
            "Rank feature requests by value",
            "Deciding priorities",
            "Prioritization",
            "Prioritising the features to build",
            "Setting priorities",
            "Ordering of features by value",
        ],
    ),
    (
        "team-issue-escalation",
        &[
            "Raise team problems with engineering managers",
            "Inform EMs about performance issues",
            "Bringing people issues to the attention of the EM",
            "Flag performance issues to EMs",
            "Making engineering managers aware of performance issues",
            "Escalating team issues",
        ],
    ),
    (
        "content-writing",
        &[
            "Blog posts, documentation and internal docs",
            "Authoring blog articles",
            "Writing for the company website",
            "Create content",
            "Content creation",
            "Blog writing",
            "Writing blogs and docs",
            "Write case studies and articles",
        ],
    ),
    (
        "field-enablement",
        &[
            "Enable sales and support teams",
            "Enablement of support",
            "Training the support team on new features",
            "Creating sales enablement material",
            "Enablement",
            "Sales enablement",
            "Enabling the support team",
            "Enablement sessions for sales",
        ],
    ),
    (
        "poc-building",
        &[
            "Build proofs of concept",
            "Making working prototypes",
            "Wireframe to prototype work",
            "Prototyping",
            "POCs",
            "Create a proof of concept",
            "Coding prototypes",
            "Building a clickable prototype",
        ],
    ),
    (
        "event-booths",
        &[
            "Work the booth at conferences",
            "Representing us at trade fairs",
            "Conference booth duty",
            "Staffing the booth at trade shows",
        ],
    ),
    ("concept-sketches", &["Line drawings of new ideas", "Sketching concepts on paper"]),
    ("dashboards-and-data-pulls", &["Building dashboards", "Data pulls for leadership"]),
    ("internal-content", &["Writing internal announcements"]),
    ("product-risks", &["Value risk and usability risk"]),
    ("user-acceptance", &["UAT with ward staff"]),
    ("customer-research", &["User research with nurses"]),
    ("status-reporting", &["Status report to the steering committee"]),
    ("standards-compliance", &["Data protection impact assessment"]),
    (
        "conference-presence",
        &[
            "Give talks at conferences",
            "Conference speaking with sample code",
            "Speaking at conferences",
            "Booth staffing and conference talks",
            "Presenting at meetups",
        ],
    ),
    (
        "sales-onboarding",
        &[
            "Teach new sales folks what the product does",
            "Onboarding salespeople",
            "Product training for new sales hires",
            "Ramp up new account executives",
            "Sales onboarding",
            "Teaching new salespeople how the product works",
            "Onboarding new reps",
            "Training for new account executives",
        ],
    ),
    (
        "pre-release-testing",
        &[
            "Test everything before customers see it",
            "Test all features prior to release",
            "Manual QA before each release",
            "Verifying that everything works before shipping",
            "Testing what we built before it reaches customers",
            "Testing before release",
            "QA before launch",
            "Regression testing",
            "Test the product before customers get it",
            "Trying every feature before it goes live",
        ],
    ),
    (
        "beta-program-management",
        &[
            "Find beta testers",
            "Manage alpha and beta groups",
            "Design partner programme",
            "Running the early adopter group",
            "Recruit and manage design partners",
            "Beta programme",
            "Managing the beta",
            "Alpha testers and design partners",
            "Finding design partners",
            "Early access groups",
        ],
    ),
];

#[test]
fn the_twenty_items_are_read_in_other_words() {
    let policy = Policy::load(Choice::default()).expect("the embedded rules are sound");
    let (activities, words) = (&policy.taxonomy.activities, policy.taxonomy.words());
    let mut failures = Vec::new();
    for (id, texts) in ITEMS.iter().chain(MORE) {
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
