import OpsCore
import Testing

@Suite("Valve topics")
struct ValveTopicTests {
    @Test("A topic is read as it is built", arguments: ValveTopicKind.allCases)
    func roundTrip(kind: ValveTopicKind) throws {
        let topic = try #require(ValveTopic(site: "north.1", valve: "v-101", kind: kind))
        #expect(topic.text == "ops/v1/north.1/v-101/\(kind.rawValue)")
        #expect(ValveTopic(parsing: topic.text) == topic)
    }

    @Test(
        "Anything else is no topic of ours",
        arguments: [
            "", "ops", "ops/v1/s/v/cmd/x", "ops/v1/s/v", "ops/v2/s/v/cmd", "Ops/v1/s/v/cmd", "/ops/v1/s/v/cmd",
            "ops/v1//v/cmd", "ops/v1/s//cmd", "ops/v1/s/+/state", "ops/v1/#", "ops/v1/s/v/CMD", "ops/v1/s/v/other",
            "ops/v1/s/v w/state", "ops/v1/s/\u{202E}v/state", "ops/v1/s/v\u{0}/state", "ops/v1/s/vä/state",
            "ops/v1/s/\(String(repeating: "a", count: 65))/state", String(repeating: "a/", count: 10_000),
        ])
    func refused(text: String) { #expect(ValveTopic(parsing: text) == nil) }

    @Test("Identifiers are 1 to 64 of a small alphabet")
    func identifiers() {
        #expect(ValveTopic.isIdentifier("A-z_0.9"))
        #expect(ValveTopic.isIdentifier(String(repeating: "x", count: 64)))
        for text in ["", "a/b", "a b", "+", "#", "é", String(repeating: "x", count: 65)] {
            #expect(!ValveTopic.isIdentifier(text))
            #expect(ValveTopic(site: text, valve: "v", kind: .state) == nil)
            #expect(ValveTopic.filter(site: text, kind: .state) == nil)
        }
        #expect(ValveTopic.filter(site: "s", kind: .state) == "ops/v1/s/+/state")
    }
}
