// Opens reports in Chromium as people do: nothing may be loaded, written to the console, or found by axe in either theme; no page may be
// wider than its window, and printing shows what is folded on the screen.
// usage: node report.mjs FOLDER-FOR-PICTURES REPORT...
import { chromium } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const [folder, ...reports] = process.argv.slice(2);
const options = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: options });
const wrong = [];
for (const report of reports) {
    const name = path.basename(report, path.extname(report));
    const address = pathToFileURL(path.resolve(report)).href;
    for (const colorScheme of ['light', 'dark']) {
        const context = await browser.newContext({ colorScheme });
        const page = await context.newPage();
        const say = (what) => wrong.push(`${report} ${colorScheme}: ${what}`);
        page.on('console', (message) => say(`console: ${message.text()}`));
        page.on('pageerror', (error) => say(`error: ${error}`));
        page.on('dialog', (dialog) => { say(`dialog: ${dialog.message()}`); dialog.dismiss(); });
        page.on('request', (request) => request.url() === address || say(`request: ${request.url()}`));
        await page.goto(address);
        for (const width of [320, 360, 1280, 2560, 3840]) {
            await page.setViewportSize({ width, height: 1000 });
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            if (wide > width) say(`is ${wide} px wide in a window of ${width} px`);
            if ([360, 1280, 2560].includes(width)) {
                await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
            }
        }
        const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice']).analyze();
        found.violations.forEach((one) => say(`axe: ${one.id} (${one.impact}) at ${one.nodes.map((node) => node.target).slice(0, 3).join(' ')}`));
        const broken = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href'))
            .filter((href) => !document.getElementById(href.slice(1))));
        if (broken.length > 0) say(`links that lead nowhere: ${broken.slice(0, 5).join(' ')}`);
        // A link to what is folded opens it, without a script.
        const folded = await page.evaluate(() => document.querySelector('details:not([open]) [id]')?.id);
        if (folded) {
            await page.goto(`${address}#${folded}`);
            if (!await page.locator(`[id="${folded}"]`).isVisible()) say(`a link to #${folded} opens nothing`);
        }
        if (colorScheme === 'light') {
            await page.emulateMedia({ media: 'print' });
            const hidden = await page.evaluate(() => [...document.querySelectorAll('details table')].filter((table) => !table.checkVisibility({ contentVisibilityAuto: true })).length);
            if (hidden > 0) say(`${hidden} folded tables are not printed`);
            await page.pdf({ path: path.join(folder, `${name}.pdf`), format: 'A4', margin: { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' } });
        }
        await context.close();
    }
}
await browser.close();
wrong.forEach((what) => console.log(what));
process.exit(wrong.length > 0 ? 1 : 0);
