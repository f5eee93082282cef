//! The one test binary. A new case is a new folder under `fixtures/`; rules, roles and activities bring their own examples.
//!
//! - `anonymous`: no name of a fixture in any answer
//! - `baseline`: what is known, new and fixed
//! - `boundaries`: each rule at its limit and one past it
//! - `budgets`: four times the input, about four times the cost; what is too much
//! - `cases`: folders with files, arguments and the expected answer, through the binary
//! - `rules`: examples of rules, activities and roles; what must hold for every file in `rules/`
//! - `docs`: pages show what the program prints, and name what is there
//! - `essay`: the twenty items that drawline grew out of
//! - `exits`: each row of the page about the exit status
//! - `files`: links, pipes and devices in the place of files, what belongs to other repositories, where output goes
//! - `flags`: every flag of every command, and every variable
//! - `fleet`: rows of many repositories, against one that holds all their files
//! - `fix`: what is fixed, byte for byte
//! - `formats`: the same findings in each, nothing smuggled
//! - `fuzz`: random changes of sound input
//! - `generated`: pages that come from the rules are up to date
//! - `git`: what commits do, in repositories made with real `git`
//! - `hostile`: what somebody can try with the one who judges, and with whoever reads the answer
//! - `histories`: random branches and merges, judged alike whichever way they are looked at
//! - `history`: the judgement that is moved along commits equals the one made from nothing
//! - `init`: what it finds and proposes
//! - `invocations`: what is typed wrongly is refused with a reason and a way out
//! - `judge`: a change neither softens, nor hides from, nor chooses what judges it
//! - `limits`: whose configuration says how much is read
//! - `named`: which files are read, and under which names they are shown
//! - `numbers`: each number of a rule has an example at it and one past it
//! - `origins`: where something came into being, against looking at every commit
//! - `owners`: who owns a path, by the pages of both hosts and by an oracle
//! - `prose`: the words of prose are read as they say
//! - `recipes`: what is added stands in its file and in one table, and nowhere else
//! - `robust`: broken and hostile input
//! - `shape`: levels of the source, lists that must agree
//! - `supply`: what drawline is built of and by
//! - `targets`: what holds for every target alike, and where nothing passes by accident
//! - `values`: what machine formats say of one rich change, value by value
//! - `unread`: what cannot be read lets no change pass
//! - `waivers`: exceptions as they are written
//! - `words`: what people see beside findings

mod anonymous;
mod baseline;
mod boundaries;
mod budgets;
mod cases;
mod docs;
mod essay;
mod exits;
mod extends;
mod files;
mod fix;
mod flags;
mod fleet;
mod formats;
mod fuzz;
mod gate;
mod generated;
mod git;
mod growth;
mod harness;
mod histories;
mod history;
mod hostile;
mod init;
mod invocations;
mod judge;
mod limits;
mod named;
mod numbers;
mod origins;
mod owners;
mod pictures;
mod prose;
mod recipes;
mod robust;
mod rules;
mod selecting;
mod shape;
mod shell;
mod supply;
mod targets;
mod unread;
mod values;
mod waivers;
mod words;
