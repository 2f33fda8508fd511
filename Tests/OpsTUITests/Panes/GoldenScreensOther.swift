// Pictures of screens are as wide as the screens: the formatter leaves this file alone.
// swift-format-ignore-file

/// A dialog, a page and an ASCII screen as they should be.
enum GoldenScreensOther {
    static let screens: [String: String] = [
        "ascii-80x24": #"""
             opstui  prod ops-1  * LIVE 14:02:31Z  stream <2s  mqtt <6s    3 alerts +3  op1
            +- Rate - 1.28k /s ++- 5xx --- A 4.2 % ++- p95 -- ! 812 ms ++- Queue - 42/1000 +
            |::::::::::::::::::||                ::||                  ||                  |
            |##################||              :###||               .::||               .::|
            |##################||............:#####||............:|####||............:|####|
            +------------------++------------------++------------------++------------------+
            +- Incidents ---------------------------- 2 open ++- Breakers --------- 1 open +
            | A #42 SEV2 HighErrorRate      4m10  unacked    ||X search   OPEN retry in 12s|
            | ! #41 SEV3 PressureDrop        11m  op2        ||% redis    half-open probing|
            | why breaker search OPEN 2 s before errors rose ||o enrich   closed    0.0 %  |
            | do  a ack  enter open  r resolve               ||o database closed          v|
            +------------------------------------------------++----------------------------+
            +- Valves ------------ 9 good  1 moving  1 stale ++- Tenants --------------- 7 +
            |   v-101 open      100%  4.2 bar  <6s           ||        req/s    5xx    keys|
            |   v-102 open      100%  4.1 bar  <6s           ||expertco  412  4.1 %       1|
            | > v-103 CLOSING    38%  1.1 bar  <6s           ||umbrella   33  0.0 %  paused|
            |   v-104 open      100%  1.0 bar  <6s           ||acme      155  0.1 %       v|
            |   v-105 stopped    62%  2.2 bar  <6s           |+----------------------------+
            |   v-106 closed      0%  3.9 bar  <6s           |+- Alerts --------- 3 active +
            |   v-107 closed      0%  3.9 bar  <6s           ||A HighErrorRate 4.2 % > 1 % |
            |   v-108 open      100%  3.8 bar  <6s         v ||! HighLatency   812 > 500 mv|
            +------------------------------------------------++----------------------------+
             v-103 close  by op2  MOVING 38% > confirm by 14:02:41
             ? help  v valve  a ack  r resolve  enter open  / filter  K reload keys  q quit

            """#,
        "triage-100x30": #"""
             opstui  prod ops-1  ● LIVE 14:02:32Z  stream <2s  mqtt <6s  redis ok  db ok       3 alerts +3  op1
            ╭─ #42 SEV2 HighErrorRate ─────────────────────────────────────────────────────────────────────────╮
            │ open since 13:58:19Z, 4m10   unacked                                                             │
            │                                                                                                  │
            │ why                                                                                              │
            │ breaker search OPEN 2 s before errors rose                                                       │
            │                                                                                                  │
            │ alerts                                                                                           │
            │ HighErrorRate  active  4.2 % > 1 %  since 13:58:19Z                                              │
            │   sum(rate(http_requests_total{status=~"5.."}[1m])) / sum(rate(http_requests_total[1m])) > 0.01  │
            │ HighLatency  active  812 > 500 ms  since 13:59:29Z                                               │
            │   sum(rate(http_requests_total{status=~"5.."}[1m])) / sum(rate(http_requests_total[1m])) > 0.01  │
            │                                                                                                  │
            │ affected                                                                                         │
            │ routes   /v1/search                                                                              │
            │ tenants  expertco                                                                                │
            │ valves   none known                                                                              │
            │                                                                                                  │
            │ timeline, newest first                                                                           │
            │ 14:02:11  valve    op1: v-103 close requested                                                    │
            │ 13:58:19  alert    HighErrorRate fired                                                           │
            │ 13:58:17  breaker  search opened                                                                 │
            │                                                                                                  │
            │                                                                                                  │
            │                                                                                                  │
            │                                                                                                  │
            │                                                                                                  │
            ╰──────────────────────────────────────────────────────────────────────────────────────────────────╯
             v-103 close  by op2  requested 14:02:11 → selected → accepted → MOVING 38% → confirm by 14:02:41
             esc back  j k scroll  a ack  r resolve  v valve

            """#,
        "dialog-80x24": #"""
             opstui  prod ops-1  ● LIVE 14:02:32Z  stream <2s  mqtt <6s       all well  op1
            ╭─ Rate ─ 1.28k /s ╮╭─ 5xx ───── 0.1 % ╮╭─ p95 ──── 182 ms ╮╭─ Queue ── 7/1000 ╮
            │⣄⣤⣠⣄⣤⣠⣄⣤⣠⣄⣤⣤⣤⣤⣤⣤⣤⣤││                  ││                  ││                  │
            │⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿││                  ││                  ││                  │
            │⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿││⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀││⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀││⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤│
            ╰──────╭─ Command v-103 ────────────────────────────────────────────────╮──────╯
            ╭─ Inci│ seg-7  open 100%  3.9 bar  age <6s                             │sed 5 ╮
            │ last │ interlocks none                                                │.1 %  │
            │      │                                                                │.0 %  │
            │      │ close v-103                                                    │      │
            │      │ type v-103 and Enter: v-10_                                    │     ↓│
            ╰──────│                                                                │──────╯
            ╭─ Valv│                                                                │─── 7 ╮
            │   v-1│                                                                │  keys│
            │   v-1│                                                                │paused│
            │   v-1│                                                                │     1│
            │   v-1╰────────────────────────────────────────────────────────────────╯     ↓│
            │   v-105 stopped    62%  2.2 bar  <6s           │╰────────────────────────────╯
            │   v-106 closed      0%  3.9 bar  <6s           │╭─ Alerts ────── none active ╮
            │   v-107 closed      0%  3.9 bar  <6s           ││                            │
            │   v-108 open      100%  3.8 bar  <6s         ↓ ││                            │
            ╰────────────────────────────────────────────────╯╰────────────────────────────╯

             v-103 type it  enter send  esc back

            """#,
    ]
}
