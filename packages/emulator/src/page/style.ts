/** How the outbox looks: a phone where there is room for one, the whole window where there is not. */
export const style = `
:root {
  color-scheme: light dark;
  --room: #d9dee5; --screen: #ffffff; --bar: #f6f7f9; --line: #d5d9e0; --bubble: #e9ebef;
  --text: #14171c; --quiet: #565d69; --link: #0b57c4; --good: #12703a; --bad: #b3261e; --wait: #6b5300; --mark: #fff3b8;
}
@media (prefers-color-scheme: dark) {
  :root {
    --room: #08090b; --screen: #15171b; --bar: #1d2025; --line: #343942; --bubble: #2a2e35;
    --text: #eceef2; --quiet: #a7afbc; --link: #8ab8ff; --good: #6fd497; --bad: #ff9d94; --wait: #e8c964; --mark: #5a4a00;
  }
}
* { box-sizing: border-box; }
[hidden] { display: none !important; }
html, body { height: 100%; margin: 0; overflow: hidden; }
body {
  background: var(--screen); color: var(--text);
  font: 1rem/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "PingFang SC", "Noto Sans SC", "Microsoft YaHei", sans-serif;
}
.phone { display: flex; flex-direction: column; height: 100%; background: var(--screen); overflow: hidden; }
.bar { background: var(--bar); border-bottom: 1px solid var(--line); padding: .75rem 1rem; }
.title { display: flex; align-items: baseline; justify-content: space-between; gap: .75rem; }
h1 { font-size: 1.25rem; line-height: 1.2; margin: 0; }
.state { margin: 0; font-size: .8125rem; color: var(--quiet); text-align: end; }
.state.lost { color: var(--bad); }
.filter { display: flex; gap: .5rem; margin: .625rem 0 0; }
input, button { font: inherit; color: inherit; border-radius: .625rem; border: 1px solid var(--line); background: var(--screen); min-height: 2.5rem; }
input { flex: 1; min-width: 0; padding: .25rem .75rem; }
input::placeholder { color: var(--quiet); opacity: 1; }
button { padding: .25rem .875rem; cursor: pointer; color: var(--link); }
button:hover { background: var(--bubble); }
button:disabled { color: var(--quiet); cursor: default; background: var(--bar); }
:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
.scroll:focus-visible { outline-offset: -3px; }
.scroll { position: relative; flex: 1; min-height: 0; overflow-y: auto; scrollbar-width: thin; scrollbar-color: var(--quiet) transparent; padding: 0 1rem; display: flex; flex-direction: column; overscroll-behavior: contain; }
.empty { margin: auto; max-width: 17rem; text-align: center; color: var(--quiet); padding: 2rem 0; }
.older { margin: 1rem 0 0; text-align: center; font-size: .8125rem; color: var(--quiet); }
.messages { list-style: none; margin: auto 0 0; padding: .5rem 0 1.25rem; }
.day { margin: 1.125rem 0 .25rem; text-align: center; font-size: .8125rem; color: var(--quiet); }
.message { margin-top: 1rem; max-width: 30rem; }
.head { display: flex; flex-wrap: wrap; gap: 0 .5rem; justify-content: space-between; font-size: .8125rem; color: var(--quiet); padding: 0 .25rem .25rem; }
.to { font-weight: 600; color: var(--text); font-variant-numeric: tabular-nums; }
.bubble { position: relative; background: var(--bubble); border-radius: 1.125rem 1.125rem 1.125rem .25rem; padding: .625rem .875rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
.code { background: var(--mark); border-radius: .25rem; padding: 0 .125rem; font-weight: 650; letter-spacing: .02em; font-variant-numeric: tabular-nums; user-select: all; -webkit-user-select: all; }
.foot { padding: .125rem .25rem 0; font-size: .8125rem; }
summary { cursor: pointer; color: var(--quiet); border-radius: .375rem; padding: .25rem 0; width: fit-content; max-width: 100%; overflow-wrap: anywhere; }
.delivered .word { color: var(--good); } .failed .word { color: var(--bad); font-weight: 600; } .waiting .word { color: var(--wait); }
dl { display: grid; grid-template-columns: minmax(4.5rem, auto) 1fr; gap: .125rem .75rem; margin: .25rem 0 .5rem; padding: .5rem .75rem; border: 1px solid var(--line); border-radius: .625rem; }
dt { color: var(--quiet); } dd { margin: 0; overflow-wrap: anywhere; }
.bar, .head { position: relative; }
.hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
@media (min-width: 34rem) and (min-height: 32rem) {
  body { background: var(--room); display: grid; place-items: center; padding: 1.5rem; }
  .phone { width: 26rem; max-width: 100%; height: min(100%, 54rem); border: .625rem solid #23262b; border-radius: 2.75rem; box-shadow: 0 1.25rem 3rem rgb(0 0 0 / .28); }
  .bar { padding: 1rem 1.25rem .875rem; } .scroll { padding: 0 1.25rem; }
}
@media (prefers-reduced-motion: no-preference) {
  .message.new { animation: arrive .22s ease-out; }
  @keyframes arrive { from { opacity: 0; transform: translateY(.5rem); } }
}
`
