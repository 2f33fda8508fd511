import OpsCore
import Testing

@Suite struct LinkHealthTests {
    @Test(
        arguments: [
            (nil, nil, LinkState.down), (nil, 99.0, .down), (95.0, nil, .ok), (80, nil, .degraded), (0, nil, .down),
            (0, 99, .ok), (0, 90, .ok), (0, 89, .degraded), (0, 70, .degraded), (0, 69, .down), (98, 50, .ok),
        ] as [(Double?, Double?, LinkState)])
    func isJudgedByAge(up: Double?, heard: Double?, state: LinkState) {
        let health = LinkHealth(degradedAfter: .seconds(10), downAfter: .seconds(30))
        #expect(health.state(upSince: up.map(at), lastHeard: heard.map(at), now: at(100)) == state)
    }

    @Test func onlyConfiguredLinksAreChecks() {
        #expect(LinkState.off.health == nil)
        #expect(LinkState.degraded.health == .degraded)
    }
}
