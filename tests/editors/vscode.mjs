// Drives the workbench in a headless browser, the way a person would: keys, and what then stands on the screen.
// Prints one line a check, then their number; keeps a picture of each thing looked at.

import { createRequire } from 'node:module';
import fs from 'node:fs';
import path from 'node:path';

const { DEMARC_ADDRESS: address, DEMARC_PROJECT: project, DEMARC_OUT: out, DEMARC_GOLDEN: golden } = process.env;
const state = process.env.DEMARC_STATE;
const { chromium } = createRequire(process.env.DEMARC_PLAYWRIGHT)('playwright-core');

const WAIT = 40_000;
const LOG_GROUP = 'Add log group /aws/lambda/orders, kept 30 days (import it if already deployed)';
let checks = 0;
let failed = 0;

const browser = await chromium.launch({
  executablePath: process.env.DEMARC_CHROMIUM,
  headless: true,
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--disable-dev-shm-usage',
    // Whatever the workbench would look up elsewhere, it does not find.
    '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
  ],
});
const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' });
page.setDefaultTimeout(WAIT);
const consoleLines = [];
page.on('console', (message) => consoleLines.push(`${message.type()}: ${message.text()}`));


async function picture(name) {
  // What fades in is looked at once it is there.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter((it) => Number.isFinite(it.effect?.getComputedTiming().endTime))
        .map((it) => it.finished.catch(() => {})),
    ),
  );
  await page.screenshot({ path: path.join(out, `${name}.png`) });
}

const keep = (name, text) => fs.writeFileSync(path.join(out, name), text);

/** One check: passes unless `act` throws; its answer goes to whoever needs it. */
async function check(name, act) {
  checks += 1;
  try {
    const answer = await act();
    console.log(`ok - ${name}`);
    return answer;
  } catch (error) {
    failed += 1;
    await picture(`failed-${checks}`).catch(() => {});
    // Whatever is open closes, so that the next check begins at the editor.
    await page.keyboard.press('Escape').catch(() => {});
    console.log(`not ok - ${name}  # ${String(error.message ?? error).split('\n').slice(0, 3).join(' ')}`);
    return undefined;
  }
}

/** Fails with what follows the part that is the same. */
function equal(actual, expected) {
  if (actual === expected) {
    return;
  }
  let same = 0;
  while (actual?.[same] !== undefined && actual[same] === expected[same]) {
    same += 1;
  }
  const from = (text) => JSON.stringify(String(text).slice(Math.max(0, same - 20), same + 60));
  throw new Error(`expected … ${from(expected)}, found … ${from(actual)}`);
}

/** The running servers of the extension, by process. */
function servers() {
  return fs
    .readdirSync('/proc')
    .filter((it) => /^\d+$/.test(it))
    .filter((it) => {
      try {
        const [program, command] = fs.readFileSync(`/proc/${it}/cmdline`, 'utf8').split('\0');
        return program.endsWith('/server/demarc') && command === 'lsp';
      } catch {
        return false; // It ended meanwhile.
      }
    });
}

/** Calls `find` until it answers something. */
async function eventually(find, what) {
  const end = Date.now() + WAIT;
  for (;;) {
    const found = await find();
    if (found) {
      return found;
    }
    if (Date.now() > end) {
      throw new Error(`never: ${what}`);
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
}

const spaces = (text) => text.replaceAll('\u00a0', ' ');
/** As it reads, on one line: a browser breaks lines where it likes. */
const plain = (markdown) =>
  spaces(markdown)
    .replace(/^- /gm, '')
    .replace(/\*\*|`/g, '')
    .split(/\s+/)
    .filter(Boolean)
    .join(' ');
const onDisk = (name) => fs.readFileSync(path.join(project, name), 'utf8');

/** The 1-based line and UTF-16 column of the first `needle` in a file on disk. */
function place(name, needle, skip = 0) {
  const lines = onDisk(name).split('\n');
  const line = lines.findIndex((text) => text.includes(needle));
  if (line < 0) {
    throw new Error(`${name} does not hold ${needle}`);
  }
  return { line: line + 1, column: lines[line].indexOf(needle) + 1 + skip };
}

const quickInput = page.locator('.quick-input-widget');
/** The row that Enter would take; before the list is filtered it is another one. */
const firstRow = (text) => quickInput.locator('.monaco-list-row.focused', { hasText: text });

async function choose(keys, text) {
  await page.keyboard.press(keys);
  await quickInput.waitFor({ state: 'visible' });
  await page.keyboard.type(text);
}

async function command(title) {
  await choose('F1', title);
  await firstRow(title).waitFor();
  await page.keyboard.press('Enter');
}

async function openFile(name) {
  await choose('Control+P', name);
  await firstRow(name).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tab.active', { hasText: name }).waitFor();
}

/** Changes a setting the way a person would, in the editor: the file itself is not watched without compiled parts. */
async function set(where, name, value) {
  const file = path.join(state, where === 'User' ? 'User' : 'Machine', 'settings.json');
  const settings = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, 'utf8')) : {};
  await command(`Preferences: Open ${where} Settings (JSON)`);
  await page.locator('.tab.active', { hasText: 'settings.json' }).waitFor();
  await eventually(async () => (await shownText()).includes('{'), 'the settings');
  await page.keyboard.press('Control+1');
  await page.keyboard.press('Control+A');
  await page.keyboard.press('Delete');
  await page.keyboard.insertText(JSON.stringify({ ...settings, [name]: value }));
  await page.keyboard.press('Control+S');
  await eventually(() => fs.readFileSync(file, 'utf8').includes(JSON.stringify({ [name]: value }).slice(1, -1)), `${name} on disk`);
  await command('View: Close All Editors');
}

async function goTo({ line, column }) {
  // The keyboard belongs to the editor, wherever it was before.
  await page.keyboard.press('Control+1');
  await choose('Control+G', `${line}:${column}`);
  await firstRow(`column ${column}`).waitFor();
  await page.keyboard.press('Enter');
  await quickInput.waitFor({ state: 'hidden' });
}

async function hover(at) {
  await goTo(at);
  await page.keyboard.press('Control+K');
  await page.keyboard.press('Control+I');
  const widget = page.locator('.monaco-hover:visible', { hasText: 'Yours are' }).first();
  await widget.waitFor();
  return widget;
}

async function checkHover(name, file, needle, goldenName) {
  const text = await check(`hover on ${name} opens`, async () => {
    const widget = await hover(place(file, needle, 3));
    await picture(`hover-${goldenName}`);
    return widget.innerText();
  });
  if (text) {
    keep(`hover-${goldenName}.txt`, spaces(text));
    await check(`hover on ${name} reads as intended`, () =>
      equal(plain(text), plain(fs.readFileSync(path.join(golden, `${goldenName}.md`), 'utf8'))),
    );
  }
  await page.keyboard.press('Escape');
}

const actions = page.locator('.action-widget .monaco-list-row.action');

async function offered(at) {
  await goTo(at);
  await eventually(async () => {
    await page.keyboard.press('Control+.');
    // Asked before the server has looked at the last edit, it offers nothing.
    const shown = await actions.first().waitFor({ timeout: 5000 }).then(() => true, () => false);
    return shown;
  }, 'an action is offered');
  return (await actions.allInnerTexts()).map((text) => spaces(text).trim());
}

async function act(title) {
  await actions.filter({ hasText: title }).first().click();
}

async function save(name, holds) {
  await page.keyboard.press('Control+S');
  await eventually(() => onDisk(name).includes(holds), `${name} on disk holds ${holds}`);
}

async function shownText() {
  return spaces(await page.locator('.editor-instance .view-lines').first().innerText());
}

/** The text of a preview, which lives in frames of its own, once it has been painted. */
async function previewText(marker) {
  const body = page.frameLocator('iframe.webview.ready').frameLocator('#active-frame').locator('body');
  await body.filter({ hasText: marker }).waitFor();
  await body.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  return body.innerText();
}

async function closePreview() {
  await page.keyboard.press('Control+F4');
  await command('View: Close All Editors');
}

async function drive() {
  await check('the workbench opens the project', async () => {
    await page.goto(`${address}/?folder=${encodeURIComponent(project)}`, { waitUntil: 'domcontentloaded' });
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'main.tf' }).first().waitFor({ timeout: 90_000 });
  });
  await check('main.tf is Terraform', async () => {
    await page.locator('.explorer-folders-view .monaco-list-row', { hasText: 'main.tf' }).first().dblclick();
    await page.locator('.statusbar-item', { hasText: 'Terraform' }).first().waitFor();
  });
  await check('findings are underlined: error and information', async () => {
    await page.locator('.squiggly-error').first().waitFor({ state: 'attached' });
    await page.locator('.squiggly-info').first().waitFor({ state: 'attached' });
  });
  const hint = await check('inlay hint on the first line', () =>
    eventually(async () => (await shownText()).split('\n').find((line) => line.includes('yours: ')), 'yours: …'),
  );
  if (hint) {
    await check('its words, after the brace', () => {
      if (!/\{\s*yours: 3 of 6 open · secrets, IAM \+1$/.test(hint.trimEnd())) {
        throw new Error(hint);
      }
    });
  }
  const lens = page.locator('.codelens-decoration a').first();
  const lensTitle = await check('code lens, and its words', async () => {
    await lens.waitFor();
    const title = spaces(await lens.innerText());
    if (!/^\d+ open in this file · .*report$/.test(title)) {
      throw new Error(title);
    }
    return title;
  });
  const fewerOpen = async () => {
    const title = `${Number.parseInt(lensTitle ?? '', 10) - 1} open in this file`;
    await eventually(async () => spaces(await lens.innerText()).startsWith(title), title);
  };
  await picture('file');

  await check('the problem is listed at the name, after non-ASCII text on the line', async () => {
    await page.keyboard.press('Control+Shift+M');
    const row = page.locator('.markers-panel .monaco-list-row', { hasText: 'no log group for function' }).first();
    await row.waitFor();
    const text = spaces(await row.innerText()).replaceAll('\n', ' ');
    const { line, column } = place('main.tf', '"orders"');
    if (!text.includes(`[Ln ${line}, Col ${column}]`) && !text.includes(`[Ln ${line}, Col ${column + 1}]`)) {
      throw new Error(`${text}, not at ${line}:${column}`);
    }
    if (!text.includes('aws-lambda.log-group-retention') || !text.includes('demarc')) {
      throw new Error(`no duty or source: ${text}`);
    }
  });
  await picture('problems');
  await page.keyboard.press('Control+Shift+M');

  await checkHover('the function', 'main.tf', 'aws_lambda_function', 'lambda');

  await check('the lens opens the report', async () => {
    await lens.click();
    keep('report.txt', await previewText('What stays with us'));
    await picture('report');
  });
  await closePreview();

  await openFile('main.tf');
  const name = place('main.tf', '"orders"', 2);
  await check('Explain opens the page of a duty', async () => {
    const all = await offered(name);
    await act(all.find((it) => it.startsWith('Explain ')) ?? all.join(' | '));
    keep('explain.txt', await previewText('aws-lambda'));
    await picture('explain');
  });
  await closePreview();

  await openFile('main.tf');
  const titles = await check('the fix is offered on the finding', async () => {
    const all = await offered(name);
    keep('actions.txt', all.join('\n'));
    await picture('actions');
    if (!all.includes(LOG_GROUP)) {
      throw new Error(all.join(' | '));
    }
    return all;
  });
  if (titles) {
    await check('the fix adds the log group', async () => {
      await act(LOG_GROUP);
      await page.locator('.tab.active.dirty').waitFor();
    });
    await check('the finding is gone', async () => {
      await page.keyboard.press('Control+Shift+M');
      const row = page.locator('.markers-panel .monaco-list-row', { hasText: 'no log group for function' });
      await row.first().waitFor({ state: 'detached' });
      await page.keyboard.press('Control+Shift+M');
    });
    await check('the hint counts one less', () =>
      eventually(async () => (await shownText()).includes('yours: 2 of 6 open · secrets, IAM'), 'yours: 2 of 6 open'),
    );
    await check('the lens counts one less', fewerOpen);
    await check('it is saved', async () => {
      await page.keyboard.press('Control+1');
      await save('main.tf', 'aws_cloudwatch_log_group');
    });
    await picture('fixed');
  }

  await openFile('account.tf');
  await checkHover('the storage account', 'account.tf', 'azurerm_storage_account" "docs', 'storage');

  await openFile('größe.tf');
  await check('a value after non-ASCII text is replaced', async () => {
    await page.locator('[class*=squiggly]').first().waitFor({ state: 'attached' });
    const all = await offered(place('größe.tf', '= false', 3));
    keep('actions-value.txt', all.join('\n'));
    await act(all.find((it) => !it.startsWith('Accept') && !it.startsWith('Explain')) ?? 'nothing');
    await page.locator('.tab.active.dirty').waitFor();
    await save('größe.tf', '= true');
  });
  await picture('value');

  await openFile('main.tf');
  await check('Restart Server brings the findings back', async () => {
    const error = page.locator('.squiggly-error').first();
    await error.waitFor({ state: 'attached' });
    const before = servers();
    await command('demarc: Restart Server');
    // The findings may go and come back between two frames: the process tells that it is another server.
    await eventually(() => servers().some((it) => !before.includes(it)), 'a new server');
    await eventually(() => !servers().some((it) => before.includes(it)), 'the end of the old server');
    await error.waitFor({ state: 'attached' });
    await fewerOpen();
  });
  await check('nothing opened by itself: no message, no notification', async () => {
    equal(await page.locator('.notification-toast').count(), 0);
    equal(await page.locator('[id="status.notifications"] [aria-label]').first().getAttribute('aria-label'), 'Notifications');
  });
  await check('Show Server Version says which server runs', async () => {
    await command('demarc: Show Server Version');
    const toast = page.locator('.notification-toast', { hasText: /demarc \d+\.\d+/ }).first();
    await toast.waitFor();
    if (!(await toast.innerText()).includes('server/demarc')) {
      throw new Error(await toast.innerText());
    }
  });
  // Its text is not looked at: without compiled parts, which are not installed, the workbench keeps no output.
  await check('Show Logs opens the log', async () => {
    await command('demarc: Show Logs');
    const shown = page.locator('.part.panel select').first();
    await eventually(async () => (await shown.evaluate((it) => it.selectedOptions[0]?.text)) === 'demarc', 'the output');
  });
  await picture('log');
  await check('a changed setting counts at once: no hint', async () => {
    await set('User', 'demarc.inlayHints', 'off');
    await openFile('main.tf');
    await page.locator('.squiggly-error').first().waitFor({ state: 'attached' });
    await eventually(async () => !(await shownText()).includes('yours: '), 'no hint');
  });
  await check('a server that is not there is one message, with a way to mend it', async () => {
    await command('Notifications: Clear All Notifications');
    // A path is a matter of the machine, here the one that serves the workbench.
    await set('Remote', 'demarc.server.path', '/nowhere/demarc');
    const toast = page.locator('.notification-toast', { hasText: '/nowhere/demarc cannot be run' });
    await toast.waitFor();
    equal(await toast.count(), 1);
    await picture('no-server');
    await toast.locator('.monaco-button', { hasText: 'Open Settings' }).click();
    await page.locator('.settings-editor').waitFor();
    await picture('settings');
  });
}

try {
  await drive();
} catch (error) {
  await check('the driver runs to its end', () => {
    throw error;
  });
}
keep('console.log', consoleLines.join('\n'));
await browser.close();
console.log(`1..${checks}`);
process.exit(failed > 0 ? 1 : 0);
