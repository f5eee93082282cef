//! `drawline rules list`.

use super::{Answer, policy, refuse_broken_config, worktree};
use crate::base::diagnostic::Severity;
use crate::base::error::Error;
use crate::cli::RulesList;
use crate::render::table;

pub(super) fn list(args: &RulesList, width: Option<u16>) -> Result<Answer, Error> {
    let policy = policy(&worktree(&[])?, &args.policy)?;
    refuse_broken_config(&policy)?;
    let rows = policy.rules.iter().map(|rule| {
        let severity = rule.severity.map_or("off", Severity::name);
        [&*rule.pack, &*rule.name, rule.kind.name, severity, &*rule.fix].map(str::to_owned)
    });
    let lines = table::render(["PACK", "RULE", "KIND", "SEVERITY", "WHAT TO DO"], rows, width);
    let text = format!("{lines}\n{} rules, profile {}\n", policy.rules.len(), policy.profile);
    Ok(Answer { text, code: 0 })
}
