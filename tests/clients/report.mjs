// Opens pages and drawings in Chromium as people do. Nothing may be loaded, written to the console, or found by axe in either theme; no page
// may be wider than its window; a link to what is folded opens it; paper shows what is folded on the screen. Drawings (.mmd) are drawn by
// Mermaid itself.
// usage: node report.mjs FOLDER-FOR-PICTURES FILE...      (a file whose name begins with `full-` is pictured and printed as well)
import { chromium } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';
import fs from 'node:fs';
import path from 'node:path';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';

const [folder, ...files] = process.argv.slice(2);
const options = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
    '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: options });
const wrong = [];
const tags = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** A page that tells of whatever it should not do. */
async function watched(context, about, may = () => false) {
    const page = await context.newPage();
    const say = (what) => wrong.push(`${about()}: ${what}`);
    page.on('console', (message) => say(`console: ${message.text()}`));
    page.on('pageerror', (error) => say(`error: ${error}`));
    page.on('dialog', (dialog) => { say(`dialog: ${dialog.message()}`); dialog.dismiss(); });
    page.on('request', (request) => may(request.url()) || say(`request: ${request.url()}`));
    return { page, say };
}

const pages = files.filter((file) => file.endsWith('.html'));
for (const colorScheme of ['light', 'dark']) {
    const context = await browser.newContext({ colorScheme });
    let file, address;
    const { page, say } = await watched(context, () => `${file} ${colorScheme}`, (url) => url.split('#')[0] === address);
    for (file of pages) {
        const name = path.basename(file, '.html');
        address = pathToFileURL(path.resolve(file)).href;
        const full = name.startsWith('full-');
        await page.emulateMedia({ media: 'screen', colorScheme });
        await page.goto(address);
        for (const width of full ? [320, 360, 1280, 2560, 3840] : [320, 1280]) {
            await page.setViewportSize({ width, height: 1000 });
            const wide = await page.evaluate(() => document.documentElement.scrollWidth);
            if (wide > width) say(`is ${wide} px wide in a window of ${width} px`);
            if (full && [360, 1280, 2560].includes(width)) {
                await page.screenshot({ path: path.join(folder, `${name}-${colorScheme}-${width}.png`), fullPage: true });
            }
        }
        const found = await new AxeBuilder({ page }).withTags(tags).analyze();
        const where = (one) => one.nodes.map((node) => node.target).slice(0, 3).join(' ');
        found.violations.forEach((one) => say(`axe: ${one.id} (${one.impact}) at ${where(one)}`));
        const broken = await page.evaluate(() => [...document.querySelectorAll('a[href^="#"]')].map((a) => a.getAttribute('href'))
            .filter((href) => !document.getElementById(href.slice(1))));
        if (broken.length > 0) say(`links that lead nowhere: ${broken.slice(0, 5).join(' ')}`);
        const folded = await page.evaluate(() => document.querySelector('details:not([open]) [id]')?.id);
        if (folded) {
            const shown = () => page.evaluate((id) => document.getElementById(id).checkVisibility({ contentVisibilityAuto: true }), folded);
            // A page is laid out anew some time after it was told to be paper.
            const comes = async () => {
                for (let tries = 0; tries < 40 && !await shown(); tries += 1) await page.waitForTimeout(50);
                return shown();
            };
            if (await shown()) say(`#${folded} is folded and shown`);
            await page.emulateMedia({ media: 'print', colorScheme });
            if (!await comes()) say(`#${folded} is folded on paper`);
            await page.emulateMedia({ media: 'screen', colorScheme });
            await page.goto(`${address}#${folded}`);
            if (!await comes()) say(`a link to #${folded} opens nothing`);
        }
        if (full && colorScheme === 'light') {
            // Pinned to the screen, it would be printed as it is shown there.
            await page.emulateMedia({ media: null });
            await page.goto('about:blank');
            address = pathToFileURL(path.resolve(file)).href;
            await page.goto(address);
            const margin = { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' };
            await page.pdf({ path: path.join(folder, `${name}.pdf`), format: 'A4', margin });
        }
    }
    await context.close();
}

const drawings = files.filter((file) => file.endsWith('.mmd'));
if (drawings.length > 0) {
    const context = await browser.newContext();
    let file;
    const { page, say } = await watched(context, () => file, () => true);
    await page.goto('about:blank');
    await page.addScriptTag({ path: createRequire(import.meta.url).resolve('mermaid/dist/mermaid.min.js') });
    for (file of drawings) {
        const text = fs.readFileSync(file, 'utf8');
        const said = await page.evaluate(async (text) => {
            globalThis.mermaid.initialize({ startOnLoad: false, securityLevel: 'loose' });
            try {
                document.body.innerHTML = (await globalThis.mermaid.render('drawing', text)).svg;
                const acts = document.body.querySelectorAll('script, img, a, [onerror], [onload], [onclick]').length;
                return acts > 0 ? `${acts} elements that act` : '';
            } catch (error) {
                return `Mermaid: ${error}`;
            }
        }, text);
        if (said) say(said);
    }
    await context.close();
}
await browser.close();
wrong.forEach((what) => console.log(what));
console.log(`${pages.length} pages in two themes and ${drawings.length} drawings opened, ${wrong.length} faults`);
process.exit(wrong.length > 0 ? 1 : 0);
