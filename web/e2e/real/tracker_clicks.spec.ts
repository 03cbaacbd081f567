import { anonymousId, arrived, expect, named, one, test, wend } from './tracker_test';

/** What is dead is only known after this. */
const deadMs = 2_700;

test('names what is clicked by what its author called it', async ({ place, visit }) => {
  const page = await visit.open('/clicks/names', {
    body: `<nav id="main"><ul><li><a href="#one">One</a></li><li><a href="#two"><svg width="9" height="9"></svg></a></li></ul></nav>
      <button class="css-1x2y3z" data-wend="checkout">Go</button> <button id="save">Save</button> <button id="r1:x9" name="send">Send</button>
      <button aria-label="Close">×</button> <button class="a8f2">Pay   now</button> <div role="tab" tabindex="0">Details</div>
      <p>Nothing here</p><div data-wend-mask><button>Log out Ada</button></div><div data-wend-ignore><button>Ignored</button></div>
      <input id="mail" value="ada@example.org"><input type="submit" value="Order">`,
  });
  const visitor = await anonymousId(page);
  for (const clicked of ['text=One', 'nav li:nth-child(2) a', '[data-wend=checkout]', '#save', '[name=send]', '[aria-label=Close]', '.a8f2', '[role=tab]', 'p', 'text=Log out Ada', 'text=Ignored', '#mail', '[type=submit]']) {
    await page.click(clicked, { position: { x: 3, y: 3 } });
  }
  await wend(page, 'track', 'Done');
  await wend(page, 'flush');
  const events = await arrived(place, visitor, 'Done');
  const clicks = events.filter((event) => event.event === 'Element clicked').map(({ properties }) => [properties.element, properties.text]);
  expect(clicks).toEqual([
    ['a "One"', 'One'],
    ['#main > ul:nth-child(1) > li:nth-child(2) > a:nth-child(1)', undefined],
    ['[data-wend="checkout"]', 'Go'],
    ['#save', 'Save'],
    ['button[name="send"]', 'Send'],
    ['button "Close"', 'Close'],
    ['button "Pay now"', 'Pay now'],
    ['tab "Details"', 'Details'],
    ['div:nth-child(9) > button:nth-child(1)', undefined].map((part, index) => (index === 0 ? expect.stringMatching(/button:nth-child\(1\)$/) : part)),
    ['input "Order"', 'Order'],
  ]);
  expect(JSON.stringify(visit.messages)).not.toMatch(/ada@|Log out|Ignored/);
});

test('sees rage, and tells it once for a burst', async ({ place, visit }) => {
  const page = await visit.open('/clicks/rage', { body: '<button id="stuck" onclick="this.textContent += 1">Stuck</button><p id="text">Three clicks select this text</p><button id="slow" onclick="this.textContent += 1">Slow</button>' });
  const visitor = await anonymousId(page);
  await page.click('#stuck', { clickCount: 5, delay: 20 });
  await page.click('#text', { clickCount: 3, delay: 20 });
  for (let i = 0; i < 3; i += 1) {
    await page.click('#slow');
    await page.waitForTimeout(700);
  }
  await wend(page, 'flush');
  const events = await arrived(place, visitor, 'Rage click');
  expect(one(events, 'Rage click').properties).toMatchObject({ element: '#stuck', page_path: '/clicks/rage' });
});

test('sees clicks after which nothing happens, and only those', async ({ place, visit }) => {
  const body = `<button id="dead">Dead</button><div id="looks" style="cursor:pointer;width:99px;height:20px"></div><p id="plain">Plain</p>
    <button id="changes">Changes</button><button id="asks">Asks</button><button id="old">Asks as of old</button><button id="moves">Moves</button>
    <button id="presses">Presses</button><button id="writes">Writes</button><div id="host"></div><label for="box">Box</label><input id="box" type="checkbox">
    <div style="height:3000px"></div>
    <script>
      const on = (id, what, type = 'click') => document.getElementById(id).addEventListener(type, what);
      const old = new XMLHttpRequest();
      on('changes', () => setTimeout(() => document.getElementById('plain').textContent = 'Changed', 800));
      on('asks', () => fetch('/slow'));
      on('old', () => { old.open('GET', '/slow'); old.send(); });
      on('moves', () => window.scrollTo(0, 500));
      on('presses', () => document.getElementById('plain').className = 'open', 'pointerdown');
      on('writes', () => history.replaceState({}, '', '#there'));
      const root = document.getElementById('host').attachShadow({ mode: 'open' });
      root.innerHTML = '<button>Inside</button>';
      root.firstChild.onclick = () => { root.firstChild.textContent = 'Inside 2'; };
    </script>`;
  const path = '/clicks/dead';
  place.put(path, { body });
  const clicked = ['#dead', '#looks', '#changes', '#asks', '#old', '#moves', '#presses', '#writes', '#host >> button', 'label', '#plain'];
  // Each in a tab of its own, as a sign of life counts for all that was clicked shortly before.
  const tabs = await Promise.all([...clicked, 'keyboard'].map(async (target) => {
    const page = await visit.open(path);
    if (target !== 'keyboard') await page.click(target);
    else {
      await page.focus('#dead');
      await page.keyboard.press('Enter');
    }
    await page.waitForTimeout(deadMs);
    await wend(page, 'flush');
    return page;
  }));
  await expect.poll(() => named(visit.messages, 'Dead click').map((message) => message.properties!.element).sort()).toEqual(['#dead', '#dead', '#looks']);
  await arrived(place, await anonymousId(tabs[0]!), 'Dead click');
});

test('tells links that lead away and files that are fetched', async ({ place, visit }) => {
  const page = await visit.open('/clicks/links', {
    body: '<a id="out" href="http://localhost:9/away?token=1" target="_self">Away</a> <a href="/files/report.pdf?v=2">Report</a> <a id="own" href="/clicks/own">Own</a><script>addEventListener("click", (event) => event.preventDefault())</script>',
  });
  const visitor = await anonymousId(page);
  await page.click('#out');
  await page.click('text=Report');
  await page.click('#own');
  await wend(page, 'flush');
  const events = await arrived(place, visitor, 'Outbound link clicked', 'File downloaded', 'Element clicked');
  expect(one(events, 'Outbound link clicked').properties).toMatchObject({ element: '#out', href: 'http://localhost:9/away' });
  expect(one(events, 'File downloaded').properties.href).toBe(`${place.url}/files/report.pdf`);
  expect(one(events, 'Element clicked').properties.element).toBe('#own');
});

test('tells forms that are begun, sent and left, and never what stands in them', async ({ place, visit }) => {
  const body = `<form id="order"><input name="email"><input name="card"><button>Send</button></form>
    <form name="search"><input name="q"><button>Find</button></form><form data-wend-ignore><input name="hidden"></form>
    <script>addEventListener('submit', (event) => event.preventDefault())</script>`;
  const page = await visit.open('/forms/both', { body });
  const visitor = await anonymousId(page);
  await page.fill('[name=q]', 'a secret wish');
  await page.press('[name=q]', 'Enter');
  await page.fill('[name=email]', 'ada@example.org');
  await page.fill('[name=card]', '4111 1111');
  await page.fill('[name=hidden]', 'ignored');
  await page.goto(place.put('/forms/next'));
  const events = await arrived(place, visitor, 'Form abandoned', 'Form submitted');
  expect(events.filter((event) => event.event === 'Form started').map((event) => event.properties.form)).toEqual(['form[name="search"]', '#order']);
  expect(one(events, 'Form submitted').properties).toMatchObject({ form: 'form[name="search"]' });
  expect(one(events, 'Form abandoned').properties).toMatchObject({ form: '#order', last_field: 'card', page_path: '/forms/both' });
  expect(JSON.stringify(visit.messages)).not.toMatch(/wish|ada@|4111|ignored/);
});

test('tells mistakes of the page once each, and at most ten', async ({ place, visit }) => {
  const page = await visit.open('/errors/some', { body: '<script>const fail = (text) => setTimeout(() => { throw new Error(text) })</script>' });
  const visitor = await anonymousId(page);
  await page.evaluate(() => {
    const { fail } = { fail: (text: string) => setTimeout(() => { throw new Error(text); }) };
    for (let n = 0; n < 3; n += 1) fail(`Order ${4711 + n} is not there`);
    void Promise.reject(new TypeError('It was refused'));
  });
  await page.waitForTimeout(200);
  await wend(page, 'flush');
  const events = (await arrived(place, visitor, 'Error')).filter((event) => event.event === 'Error');
  expect(events.map((event) => event.properties.message).sort()).toEqual(['TypeError: It was refused', 'Uncaught Error: Order 4711 is not there']);
  expect(new Set(events.map((event) => event.properties.fingerprint)).size).toBe(2);
  await page.evaluate(() => {
    for (const letter of 'abcdefghijklmn') setTimeout(() => { throw new Error(`Mistake ${letter.repeat(3)}`); });
  });
  await page.waitForTimeout(200);
  await wend(page, 'flush');
  await expect.poll(() => named(visit.messages, 'Error').length).toBe(10);
});
