//! How a report looks: in the reader's colours, from a phone to a wall, and on paper. No colour says what no word says.

/// Colours have a contrast of at least 4.5 where they are text, and 3 where they are bars.
pub(super) const STYLE: &str = "\
:root{color-scheme:light dark;--page:#fff;--ink:#1f2328;--soft:#59636e;--rule:#d1d9e0;--stripe:#f6f8fa;--link:#0550ae;--core:#1a7f64;\
--shared:#3b7dd8;--stretch:#9a6700;--out:#b3261e;--none:#7a3db8;--agreed:#0b5c66;--grey:#8c959f}\
@media(prefers-color-scheme:dark){:root{--page:#0d1117;--ink:#e6edf3;--soft:#9198a1;--rule:#3d444d;--stripe:#151b23;--link:#79c0ff;\
--core:#56d4a8;--shared:#79a8ff;--stretch:#e3b341;--out:#ff8f85;--none:#d2a8ff;--agreed:#56d4dd;--grey:#7d8590}}\
*{box-sizing:border-box}\
body,.page{font:1rem/1.5 system-ui,sans-serif;background:var(--page);color:var(--ink);max-width:100rem;margin:0 auto;\
padding:1rem clamp(.75rem,3vw,3rem)}.page{height:100%;overflow:hidden}\
@media(min-width:2000px){body{font-size:1.15rem;max-width:110rem}}@media(min-width:3400px){body{font-size:1.6rem;max-width:140rem}}\
h1{font-size:1.8em;line-height:1.2;margin:.5rem 0}h2{font-size:1.35em;margin:2.5rem 0 .5rem;border-bottom:1px solid var(--rule);padding-bottom:.2rem}\
h3{font-size:1.05em;display:inline;margin:0}h1,h3,p,li,dd,summary,caption{overflow-wrap:anywhere}p,li,dd{max-width:75ch}.about,small,caption{color:var(--soft)}small{display:block;font-weight:normal}\
a{color:var(--link)}code{font:.9em ui-monospace,monospace;overflow-wrap:anywhere}\
.skip{position:absolute;left:-100vw}.skip:focus{left:1rem;background:var(--page);padding:.5rem}\
:focus-visible{outline:3px solid var(--link);outline-offset:2px}\
nav ul{list-style:none;padding:0;display:flex;flex-wrap:wrap;gap:.25rem 1.25rem}.lead{font-size:1.1em;padding-left:1.5rem}.lead li{margin:.35rem 0}\
.scroll{overflow-x:auto;margin:.75rem 0}table{border-collapse:collapse;font-variant-numeric:tabular-nums}\
caption{text-align:left;padding:.25rem 0}\
th,td{padding:.25rem .6rem;text-align:left;vertical-align:top;border-bottom:1px solid var(--rule)}thead th{vertical-align:bottom;white-space:nowrap}\
tbody tr:hover,tbody tr:hover th{background:var(--stripe)}tbody th{font-weight:normal;min-width:11rem;position:sticky;left:0;background:var(--page)}tbody th[colspan]{font-weight:600;padding-top:.75rem}\
.n,.g td:last-child,.g thead th:last-child{text-align:right}.q{min-width:13rem}.out{color:var(--out);font-weight:600}.stretch{color:var(--stretch);font-weight:600}\
.vacant,.unheld{color:var(--none);font-weight:600}.agreed{color:var(--agreed)}td.out a,td.stretch a{color:inherit}\
svg{vertical-align:middle}.bar .track{fill:var(--rule)}.bar .core{fill:var(--core)}.bar .shared{fill:var(--shared)}.bar .stretch{fill:var(--stretch)}\
.bar .out{fill:var(--out)}.bar .grey{fill:var(--grey)}.bar .limit{stroke:var(--ink);stroke-width:2}\
.spark path{fill:none;stroke:var(--link);stroke-width:2}.spark .base{stroke:var(--rule);stroke-width:1}\
.sparks{display:flex;flex-wrap:wrap;gap:1rem 2.5rem;padding:0;list-style:none}.sparks b{display:block}\
details{margin:.6rem 0}summary{cursor:pointer;padding:.2rem 0}.key{display:flex;flex-wrap:wrap;gap:.25rem 1.25rem;padding:0;list-style:none}\
.found{padding:0;list-style:none}.found>li{border-left:4px solid var(--grey);padding:.1rem 0 .1rem .8rem;margin:1rem 0;max-width:90ch}\
.found>.error{border-color:var(--out)}.found>.warning{border-color:var(--stretch)}.found p{margin:.15rem 0}.found ul{margin:.15rem 0;padding-left:1.2rem}\
dt{font-weight:600;margin-top:.75rem}dd{margin:0}:target{outline:3px solid var(--link);outline-offset:2px}\
@media(max-width:480px){th,td{padding:.2rem .35rem}h1{font-size:1.5em}tbody th{min-width:7rem}}\
@media print{:root{color-scheme:light;--page:#fff;--ink:#000;--soft:#444;--rule:#bbb;--stripe:#fff;--link:#000;--core:#1a7f64;--shared:#3b7dd8;\
--stretch:#7d4e00;--out:#b3261e;--none:#6b2fa8;--agreed:#0b5c66;--grey:#8c959f}\
body{font-size:9.5pt;max-width:none;padding:0}nav,.skip{display:none}.scroll{overflow:visible}tbody th{position:static;min-width:0}th,td{padding:.1rem .3rem}\
details::details-content{content-visibility:visible;height:auto;display:block}tr,.found>li{break-inside:avoid}h2,h3,summary,caption{break-after:avoid}\
.bar,.spark{print-color-adjust:exact;-webkit-print-color-adjust:exact}thead th{white-space:normal}}";
