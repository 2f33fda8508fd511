import Testing

@testable import OpsClient

@Suite struct ServerSentEventsTests {
    @Test func placeholder() throws {
        var parser = ServerSentEvents()
        #expect(try parser.feed(Array(":\n\n".utf8)) == [.comment])
    }
}
