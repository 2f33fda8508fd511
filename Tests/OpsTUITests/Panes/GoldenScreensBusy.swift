// Pictures of screens are as wide as the screens: the formatter leaves this file alone.
// swift-format-ignore-file

/// Busy screens as they should be.
enum GoldenScreensBusy {
    static let screens: [String: String] = [
        "busy-60x15": #"""
             opstui  prod ops-1  ● LIVE 14:02:31Z      3 alerts +3  op1
             req 1.28k /s   5xx ▲ 4.2 %    p95 △ 812 ms   queue 42/1000
            ── Incidents ───────────────────────────────────── 2 open ──
             ▲ #42 SEV2 HighErrorRate                4m10  unacked
             △ #41 SEV3 PressureDrop                  11m  op2
             why breaker search OPEN 2 s before errors rose
             do  a ack  enter open  r resolve
            ── Alerts ────────────────────────────────────── 3 active ──
             ▲ HighErrorRate  4.2 % > 1 %                         4m10
             △ HighLatency    812 > 500 ms                        3m00↓
            ── Valves ───────────────────── 9 good  1 moving  1 stale ──
               v-109 seg-9 b   open      100%  3.8 bar  38s STALE
             » v-103 seg-7     CLOSING    38%  1.1 bar  <6s           ↓
             v-103 close  by op2  MOVING 38% → confirm by 14:02:41
             ? help  v valve  a ack  r resolve  enter open  q quit

            """#,
        "busy-80x24": #"""
             opstui  prod ops-1  ● LIVE 14:02:31Z  stream <2s  mqtt <6s    3 alerts +3  op1
            ╭─ Rate ─ 1.28k /s ╮╭─ 5xx ─── ▲ 4.2 % ╮╭─ p95 ── △ 812 ms ╮╭─ Queue ─ 42/1000 ╮
            │⣄⣤⣠⣄⣤⣠⣄⣤⣠⣄⣤⣤⣤⣤⣤⣤⣤⣤││                ⢀⣤││                  ││                  │
            │⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿││              ⢀⣴⣿⣿││               ⢀⣠⣤││                ⣠⣤│
            │⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿││⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣴⣿⣿⣿⣿││⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⣴⣾⣿⣿⣿││⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣤⣶⣿⣿⣿│
            ╰──────────────────╯╰──────────────────╯╰──────────────────╯╰──────────────────╯
            ╭─ Incidents ──────────────────────────── 2 open ╮╭─ Breakers ───────── 1 open ╮
            │ ▲ #42 SEV2 HighErrorRate      4m10  unacked    ││✖ search   OPEN retry in 12s│
            │ △ #41 SEV3 PressureDrop        11m  op2        ││◐ redis    half-open probing│
            │ why breaker search OPEN 2 s before errors rose ││○ enrich   closed    0.0 %  │
            │ do  a ack  enter open  r resolve               ││○ database closed          ↓│
            ╰────────────────────────────────────────────────╯╰────────────────────────────╯
            ╭─ Valves ──────────── 9 good  1 moving  1 stale ╮╭─ Tenants ─────────────── 7 ╮
            │   v-101 open      100%  4.2 bar  <6s           ││        req/s    5xx    keys│
            │   v-102 open      100%  4.1 bar  <6s           ││expertco  412  4.1 %       1│
            │ » v-103 CLOSING    38%  1.1 bar  <6s           ││umbrella   33  0.0 %  paused│
            │   v-104 open      100%  1.0 bar  <6s           ││acme      155  0.1 %       ↓│
            │   v-105 stopped    62%  2.2 bar  <6s           │╰────────────────────────────╯
            │   v-106 closed      0%  3.9 bar  <6s           │╭─ Alerts ───────── 3 active ╮
            │   v-107 closed      0%  3.9 bar  <6s           ││▲ HighErrorRate 4.2 % > 1 % │
            │   v-108 open      100%  3.8 bar  <6s         ↓ ││△ HighLatency   812 > 500 m↓│
            ╰────────────────────────────────────────────────╯╰────────────────────────────╯
             v-103 close  by op2  MOVING 38% → confirm by 14:02:41
             ? help  v valve  a ack  r resolve  enter open  / filter  K reload keys  q quit

            """#,
        "busy-120x36": #"""
             opstui  prod ops-1  ● LIVE 14:02:31Z  stream <2s  mqtt <6s  redis ok  db ok  SLO 99.93% budget 31%    3 alerts +3  op1
            ╭─ Request rate ─── 1.28k /s ╮╭─ 5xx ratio ─────── ▲ 4.2 % ╮╭─ p95 ──────────── △ 812 ms ╮╭─ Queue ──────── 42 of 1000 ╮
            │                            ││                            ││                            ││                            │
            │ ⣷⣷⣷⣧⣧⣧⣾⣾⣾⣼⣼⣼⣰⣷⣧⣧⣧⣇⣿⣾⣾⣼⣼⣼⣿⣿ ││                         ⢠⣾ ││                            ││                            │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                        ⣰⣿⣿ ││                          ⢀ ││                          ⢀ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                      ⢀⣼⣿⣿⣿ ││                       ⢀⣠⣾⣿ ││                        ⣠⣴⣿ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ⣠⣿⣿⣿⣿⣿ ││ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌⢀⣠⣶⣿⣿⣿⣿ ││                     ⢀⣤⣾⣿⣿⣿ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││ ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣼⣿⣿⣿⣿⣿⣿ ││ ⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣿⣿⣿⣿⣿⣿⣿ ││ ⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣤⣴⣿⣿⣿⣿⣿⣿ │
            │ −15m                   now ││ −15m              ▲    now ││ −15m              ▲    now ││ −15m                   now │
            ╰────────────────────────────╯╰────────────────────────────╯╰────────────────────────────╯╰────────────────────────────╯
            ╭─ Incidents ──────────────────────────────────────────────────────── 2 open ╮╭─ Breakers ───────────────────── 1 open ╮
            │ ▲ #42 SEV2 HighErrorRate       /v1/search   expertco      4m10  unacked    ││ ✖ search   OPEN      retry in 12s      │
            │ △ #41 SEV3 PressureDrop        v-103        v-103 v-104    11m  op2        ││ ○ enrich   closed    0.0 %             │
            │                                                                            ││ ◐ redis    half-open probing           │
            │ why breaker search OPEN 2 s before errors rose                             ││ ○ database closed                      │
            │ do  a ack  enter open  r resolve                                           ││ ○ mqtt     closed                      │
            ╰────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────╯
            ╭─ Valves ──────────────────────────────────────── 9 good  1 moving  1 stale ╮╭─ Tenants ─────────────────────────── 7 ╮
            │   v-101 inlet     open     ━━━━━━━━━━━━━━━━━━━━  100%  4.2 bar  <6s        ││                 req/s     5xx     keys │
            │   v-102 seg-6 a   open     ━━━━━━━━━━━━━━━━━━━━  100%  4.1 bar  <6s        ││ acme              155   0.1 %        1 │
            │ » v-103 seg-7     CLOSING  ━━━━━━━━────────────   38%  1.1 bar  <6s        ││ argus             288   0.0 %        1 │
            │   v-104 seg-7 out open     ━━━━━━━━━━━━━━━━━━━━  100%  1.0 bar  <6s        ││ expertco          412   4.1 %        1 │
            │   v-105 tank      stopped  ━━━━━━━━━━━━────────   62%  2.2 bar  <6s        ││ globex            120   0.0 %        1 │
            │   v-106 seg-8     closed   ────────────────────    0%  3.9 bar  <6s        ││ initech            71   0.0 %        1 │
            │   v-107 bypass    closed   ────────────────────    0%  3.9 bar  <6s        ││ newco             201   0.0 %        1 │
            │   v-108 seg-9 a   open     ━━━━━━━━━━━━━━━━━━━━  100%  3.8 bar  <6s        ││ umbrella           33   0.0 %   paused │
            │   v-109 seg-9 b   open     ━━━━━━━━━━━━━━━━━━━━  100%  3.8 bar  38s STALE  │╰────────────────────────────────────────╯
            │   v-110 drain     closed   ────────────────────    0%  0.0 bar  <6s        │╭─ Alerts ───────────────────── 3 active ╮
            │                                                                            ││ ▲ HighErrorRate  4.2 % > 1 %     4m10  │
            │                                                                            ││ △ HighLatency    812 > 500 ms    3m00  │
            │                                                                            ││ △ PressureDrop   1.1 < 2 bar      11m✓ │
            │                                                                            ││                                        │
            │                                                                            ││                                        │
            ╰────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────╯
             v-103 close  by op2  requested 14:02:11 → selected → accepted → MOVING 38% → confirm by 14:02:41
             ? help  v valve  a ack  r resolve  enter open  / filter  K reload keys  q quit

            """#,
        "busy-200x50": #"""
             opstui  prod ops-1   ● LIVE 14:02:31Z   stream <2s  mqtt <6s  redis ok  db ok   SLO 99.93% budget 31%                                  3 alerts, breaker search OPEN, breaker redis half-open +1   op1
            ╭─ Request rate ─────────────────────── 1.28k /s ╮╭─ 5xx ratio ─────────────────────────── ▲ 4.2 % ╮╭─ p95 ──────────────────────────────── △ 812 ms ╮╭─ Queue ──────────────────────────── 42 of 1000 ╮
            │                                                ││                                                ││                                                ││                                                │
            │  ⢀⡄⢀ ⢠ ⢀ ⣠ ⡀ ⣠ ⣠ ⡀ ⡄ ⡀⢀⡄ ⡀⢀⡄⢀⡄⢠ ⢠ ⢀ ⢠ ⢀ ⣠ ⣠ ⡄⢠ ││                                              ⣠ ││                                                ││                                                │
            │ ⢠⣾⣧⣾⢠⣿⢠⣿⣰⣿⣰⡇⣴⣿⣰⣿⣼⡇⣼⡇⣼⣇⣾⣇⣼⣇⣾⣇⣾⣧⣿⢠⣿⢠⣿⣠⣿⢠⣿⣰⣿⣰⣿⣼⡇⣼ ││                                            ⢀⣼⣿ ││                                                ││                                                │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                                           ⣠⣿⣿⣿ ││                                                ││                                                │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                                         ⢀⣼⣿⣿⣿⣿ ││                                             ⢀⣠ ││                                              ⣀ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                                        ⣠⣾⣿⣿⣿⣿⣿ ││                                           ⣠⣶⣿⣿ ││                                           ⢀⣤⣾⣿ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                                      ⢀⣴⣿⣿⣿⣿⣿⣿⣿ ││ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌⣠⣴⣿⣿⣿⣿⣿ ││                                         ⣠⣶⣿⣿⣿⣿ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                                     ⣠⣾⣿⣿⣿⣿⣿⣿⣿⣿ ││                                     ⣠⣴⣿⣿⣿⣿⣿⣿⣿⣿ ││                                      ⣀⣴⣿⣿⣿⣿⣿⣿⣿ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ╌ ⢀⣶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││ ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⣶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││                                   ⢀⣤⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿ │
            │ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││ ⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣀⣠⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││ ⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ ││ ⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣶⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿ │
            │ −15m                                       now ││ −15m                             ▲         now ││ −15m                             ▲         now ││ −15m                                       now │
            ╰────────────────────────────────────────────────╯╰────────────────────────────────────────────────╯╰────────────────────────────────────────────────╯╰────────────────────────────────────────────────╯
            ╭─ Incidents ──────────────────────────────────────────────────────────────────────────────────────────────────────────── 2 open ╮╭─ Breakers ───────────────────────────────────────────────── 1 open ╮
            │ ▲ #42 SEV2 HighErrorRate               /v1/search   expertco      4m10  unacked                                                ││ ✖ search   OPEN      retry in 12s                                  │
            │ △ #41 SEV3 PressureDrop                v-103        v-103 v-104    11m  op2                                                    ││ ○ enrich   closed    0.0 %                                         │
            │                                                                                                                                ││ ◐ redis    half-open probing                                       │
            │                                                                                                                                ││ ○ database closed                                                  │
            │                                                                                                                                ││ ○ mqtt     closed                                                  │
            │                                                                                                                                ││                                                                    │
            │ why breaker search OPEN 2 s before errors rose                                                                                 ││                                                                    │
            │ do  a ack  enter open  r resolve                                                                                               ││                                                                    │
            ╰────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────────────────────╯
            ╭─ Valves ──────────────────────────────────────────────────────────────────────────────────────────── 9 good  1 moving  1 stale ╮╭─ Tenants ─────────────────────────────────────────────────────── 7 ╮
            │   v-101 inlet     open     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  100%  4.2 bar  <6s                                        ││                       req/s     5xx     keys                       │
            │   v-102 seg-6 a   open     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  100%  4.1 bar  <6s                                        ││ acme                    155   0.1 %        1                       │
            │ » v-103 seg-7     CLOSING  ━━━━━━━━━━━━━━━─────────────────────────   38%  1.1 bar  <6s                                        ││ argus                   288   0.0 %        1                       │
            │   v-104 seg-7 out open     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  100%  1.0 bar  <6s                                        ││ expertco                412   4.1 %        1                       │
            │   v-105 tank      stopped  ━━━━━━━━━━━━━━━━━━━━━━━━━───────────────   62%  2.2 bar  <6s                                        ││ globex                  120   0.0 %        1                       │
            │   v-106 seg-8     closed   ────────────────────────────────────────    0%  3.9 bar  <6s                                        ││ initech                  71   0.0 %        1                       │
            │   v-107 bypass    closed   ────────────────────────────────────────    0%  3.9 bar  <6s                                        ││ newco                   201   0.0 %        1                       │
            │   v-108 seg-9 a   open     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  100%  3.8 bar  <6s                                        ││ umbrella                 33   0.0 %   paused                       │
            │   v-109 seg-9 b   open     ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  100%  3.8 bar  38s STALE                                  │╰────────────────────────────────────────────────────────────────────╯
            │   v-110 drain     closed   ────────────────────────────────────────    0%  0.0 bar  <6s                                        │╭─ Alerts ───────────────────────────────────────────────── 3 active ╮
            │                                                                                                                                ││ ▲ HighErrorRate  4.2 % > 1 %                                 4m10  │
            │                                                                                                                                ││ △ HighLatency    812 > 500 ms                                3m00  │
            │                                                                                                                                ││ △ PressureDrop   1.1 < 2 bar                                  11m✓ │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            │                                                                                                                                ││                                                                    │
            ╰────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────────╯╰────────────────────────────────────────────────────────────────────╯
             v-103 close  by op2  requested 14:02:11 → selected → accepted → MOVING 38% → confirm by 14:02:41
             ? help  v valve  a ack  r resolve  enter open  / filter  K reload keys  q quit

            """#,
    ]
}
