import Testing

@testable import OpsRedis

@Suite struct RedisEndpointTests {
    @Test(arguments: [
        ("redis://127.0.0.1", RedisEndpoint(address: .tcp(host: "127.0.0.1", port: 6379))),
        ("redis://cache:7000/2", RedisEndpoint(address: .tcp(host: "cache", port: 7000), database: 2)),
        ("redis://:p%40ss@h:1/", RedisEndpoint(address: .tcp(host: "h", port: 1), password: "p@ss")),
        ("redis://op:pw@h", RedisEndpoint(address: .tcp(host: "h", port: 6379), username: "op", password: "pw")),
        ("redis://[::1]:6380", RedisEndpoint(address: .tcp(host: "::1", port: 6380))),
        ("unix:///run/r.sock", RedisEndpoint(address: .unix(path: "/run/r.sock"))),
        ("unix:///run/r.sock?db=4", RedisEndpoint(address: .unix(path: "/run/r.sock"), database: 4)),
    ])
    func readsAddresses(url: String, expected: RedisEndpoint) throws {
        #expect(try RedisEndpoint.parse(url: url) == expected)
    }

    @Test(arguments: [
        "", "127.0.0.1:6379", "http://h", "redis://", "redis://h:0", "redis://h:99999", "redis://h/x", "redis://h/-1",
        "unix://relative", "unix://", "rediss://h",
    ])
    func refusesWhatIsNone(url: String) {
        #expect(throws: RedisEndpoint.ParseError.self) { try RedisEndpoint.parse(url: url) }
    }

    @Test func thePasswordIsNeverPrinted() throws {
        let endpoint = try RedisEndpoint.parse(url: "redis://:not-for-print@h:1/0")
        var dumped = ""
        dump(endpoint, to: &dumped)
        for text in ["\(endpoint)", String(reflecting: endpoint), dumped] { #expect(!text.contains("not-for-print")) }
        let error = #expect(throws: RedisEndpoint.ParseError.self) {
            try RedisEndpoint.parse(url: "redis://:not-for-print@h:0")
        }
        #expect(error.map { "\($0)".contains("not-for-print") } == false)
    }
}

@Suite struct RequestQueueTests {
    @Test func repliesGoToTheRequestsInTheirOrder() {
        var queue = RequestQueue<String>()
        queue.add("a", deadline: 9, now: 0)
        queue.add("b", deadline: 9, now: 0)
        #expect(queue.answer(now: 1) == "a")
        #expect(queue.answer(now: 1) == "b")
        #expect(queue.answer(now: 1) == nil)
    }

    @Test func aLateReplyIsMatchedAndDropped() {
        var queue = RequestQueue<String>()
        queue.add("a", deadline: 1, now: 0)
        queue.add("b", deadline: 9, now: 0)
        #expect(queue.nextDeadline == 1)
        #expect(queue.expire(now: 0.5).isEmpty)
        #expect(queue.expire(now: 1) == ["a"])
        #expect(queue.nextDeadline == 9)
        #expect(queue.answer(now: 2) == nil)
        #expect(queue.answer(now: 2) == "b")
    }

    @Test func silenceCountsFromTheLastAnswerOrTheOldestRequest() {
        var queue = RequestQueue<String>()
        #expect(queue.silentSince == nil)
        queue.add("a", deadline: 99, now: 10)
        queue.add("b", deadline: 99, now: 11)
        #expect(queue.silentSince == 10)
        _ = queue.answer(now: 15)
        #expect(queue.silentSince == 15)
        _ = queue.answer(now: 16)
        #expect(queue.silentSince == nil)
        queue.add("c", deadline: 99, now: 40)
        #expect(queue.silentSince == 40)
    }

    @Test func aLostConnectionEndsAll() {
        var queue = RequestQueue<Int>()
        for number in 0..<5000 { queue.add(number, deadline: 9, now: 0) }
        for number in 0..<4500 { #expect(queue.answer(now: 1) == number) }
        #expect(queue.lose() == Array(4500..<5000))
        #expect(queue.count == 0 && queue.nextDeadline == .infinity)
    }
}

@Suite struct RedisReconnectDelayTests {
    @Test func theWindowDoublesToFiveSecondsAndIsForgiven() {
        var delay = ReconnectDelay()
        let whole = (0..<8).map { _ in delay.next(upSeconds: 0, jitter: 1) }
        #expect(whole == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 5, 5])
        #expect(delay.next(upSeconds: 10, jitter: 1) == 0.1)
        #expect(delay.next(upSeconds: 0, jitter: 0) == 0.05)
    }
}

@Suite struct RedisCommandTests {
    @Test func theProtocolCountsBytes() throws {
        #expect(try RedisCommand(["SET", "ü", ""]).bytes == Array("*3\r\n$3\r\nSET\r\n$2\r\nü\r\n$0\r\n\r\n".utf8))
    }
}
