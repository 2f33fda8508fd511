import OpsCore
import Testing

@testable import OpsClient

@Suite struct ServerSentEventsTests {
    typealias Item = ServerSentEvents.Item

    static func event(_ data: String, name: String = "message", id: String? = nil) -> Item {
        var event = ServerSentEvents.Event()
        (event.name, event.id, event.data) = (name, id, data)
        return .event(event)
    }

    struct Row: Sendable, CustomTestStringConvertible {
        var text: String
        var items: [Item]
        var testDescription: String { text.debugDescription }
    }

    static let rows = [
        Row(text: "", items: []),
        Row(text: "data: a\n\n", items: [event("a")]),
        Row(text: "data:a\n\n", items: [event("a")]),
        Row(text: "data:  a\n\n", items: [event(" a")]),
        Row(text: "data: a\r\n\r\n", items: [event("a")]),
        Row(text: "data: a\ndata: b\n\n", items: [event("a\nb")]),
        Row(text: "data\n\n", items: [event("")]),
        Row(text: "data: a", items: []),
        Row(text: "data: a\n", items: []),
        Row(text: "event: change\nid: 7\ndata: {}\n\n", items: [event("{}", name: "change", id: "7")]),
        Row(text: "id: 7\ndata: a\n\ndata: b\n\n", items: [event("a", id: "7"), event("b")]),
        Row(text: "event: change\n\n", items: []),
        Row(text: ": keep-alive\n\n", items: [.comment]),
        Row(text: ":\ndata: a\n\n", items: [.comment, event("a")]),
        Row(text: "retry: 5\nfoo: bar\ndata: a:b\n\n", items: [event("a:b")]),
        Row(text: "data: grün ✓\n\n", items: [event("grün ✓")]),
    ]

    @Test(arguments: rows) func cutsEvents(_ row: Row) throws {
        var whole = ServerSentEvents()
        #expect(try whole.feed(Array(row.text.utf8)) == row.items)
        // However the network cuts it, also through the middle of a character.
        var bytewise = ServerSentEvents()
        var items: [Item] = []
        for byte in row.text.utf8 { items += try bytewise.feed([byte]) }
        #expect(items == row.items)
        for cut in 0...row.text.utf8.count {
            var halves = ServerSentEvents()
            let bytes = Array(row.text.utf8)
            #expect(try halves.feed(bytes[..<cut]) + halves.feed(bytes[cut...]) == row.items)
        }
    }

    @Test func badBytesDoNotStopIt() throws {
        var parser = ServerSentEvents()
        let items = try parser.feed([0x64, 0x61, 0x74, 0x61, 0x3a, 0xff, 0xfe, 0x0a, 0x0a] + Array("data: b\n\n".utf8))
        #expect(items.count == 2)
        #expect(items.last == Self.event("b"))
    }

    @Test func anEndlessEventIsAnError() throws {
        var parser = ServerSentEvents()
        let line = Array("data: ".utf8) + [UInt8](repeating: 0x61, count: 1 << 20) + [0x0a]
        #expect(throws: ServerSentEvents.TooLarge.self) {
            for _ in 0..<9 { _ = try parser.feed(line) }
        }
    }

    @Test func manyEventsAreNoEndlessOne() throws {
        var parser = ServerSentEvents()
        let event = Array("data: ".utf8) + [UInt8](repeating: 0x61, count: 1 << 20) + [0x0a, 0x0a]
        for _ in 0..<20 { #expect(try parser.feed(event).count == 1) }
    }
}
