/** The page that shows the outbox. It has no text of messages in it: those come as data and stay data. */
export const html = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Messages – SMS emulator</title>
<link rel="icon" href="/_emulator/page/icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/_emulator/page/style.css">
<script type="module" src="/_emulator/page/script.js"></script>
</head>
<body>
<div class="phone">
  <header class="bar">
    <div class="title">
      <h1>Messages</h1>
      <p id="state" class="state">Connecting…</p>
    </div>
    <form id="filter" class="filter" role="search">
      <label class="hidden" for="phone">Phone number</label>
      <input id="phone" name="phone" type="search" inputmode="tel" autocomplete="off" list="phones" placeholder="Phone number">
      <datalist id="phones"></datalist>
      <button id="clear" type="button">Clear</button>
    </form>
  </header>
  <main id="scroll" class="scroll" tabindex="0" aria-label="Messages">
    <p id="empty" class="empty" hidden></p>
    <p id="older" class="older" hidden></p>
    <ol id="messages" class="messages" aria-label="Received messages"></ol>
    <p id="news" class="hidden" role="status"></p>
    <noscript><p class="empty">This page needs JavaScript. Without it, read <a href="/_emulator/outbox">the messages as JSON</a>.</p></noscript>
  </main>
</div>
</body>
</html>
`

/** A speech bubble. */
export const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path fill="#1f8f4e" d="M16 4C8.8 4 3 8.7 3 14.5c0 3.2 1.800 6.100 4.600 8L7 28l5.900-3.300c1 .2 2 .3 3.100.3 7.200 0 13-4.700 13-10.500S23.200 4 16 4z"/></svg>`
