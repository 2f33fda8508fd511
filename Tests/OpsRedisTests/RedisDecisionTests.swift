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
    private static let patience = RedisPatience(wait: .seconds(2), silence: .seconds(10))

    /// An answer in words.
    private func word(_ answer: RequestQueue<String>.Answer?) -> String {
        switch answer {
        case .inTime(let who): "\(who)"
        case .late(let who, let hurried): "\(who) late\(hurried ? ", hurried" : "")"
        case .forgotten: "forgotten"
        case nil: "nobody"
        }
    }

    private func queue(_ requests: [(String, deadline: Double, sentAt: Double)]) -> RequestQueue<String> {
        var queue = RequestQueue<String>()
        for (who, deadline, sentAt) in requests {
            queue.add(who, deadline: deadline, patience: Self.patience, now: sentAt)
        }
        return queue
    }

    @Test func repliesGoToTheRequestsInTheirOrder() {
        var queue = queue([("a", 9, 0), ("b", 9, 0)])
        #expect((0..<3).map { _ in word(queue.answer(now: 1)) } == ["a", "b", "nobody"])
    }

    @Test func aReplyThatIsReadBeforeTheJudgementIsInTime() {
        var queue = queue([("a", 1, 0)])
        #expect(word(queue.answer(now: 5)) == "a")
        #expect(queue.expire(now: 5).over.isEmpty)
    }

    @Test func aLateReplyIsMatchedAndSaidToBeLate() {
        var queue = queue([("a", 2, 0), ("b", 9, 0)])
        #expect(queue.nextDeadline == 2)
        #expect(queue.expire(now: 1.5).over.isEmpty)
        #expect(queue.expire(now: 2).over == ["a"])
        #expect(queue.expire(now: 3).over.isEmpty, "once")
        #expect(queue.nextDeadline == 9)
        #expect(word(queue.answer(now: 4)) == "a late")
        #expect(word(queue.answer(now: 4)) == "b")
    }

    @Test func whatWasSentTooLateToBeAnsweredIsNoFaultOfRedis() {
        var queue = queue([("a", 2, 1.5)])
        #expect(queue.expire(now: 2).over == ["a"])
        #expect(word(queue.answer(now: 3)) == "a late, hurried")
    }

    @Test func silenceIsToldOnce() {
        var queue = queue([("a", 2, 0)])
        #expect(queue.expire(now: 2).silent.isEmpty)
        #expect(queue.nextDeadline == 12)
        #expect(queue.expire(now: 12).silent == ["a"])
        #expect(queue.expire(now: 20).silent.isEmpty)
        #expect(queue.nextDeadline == .infinity)
        #expect(word(queue.answer(now: 21)) == "forgotten")
    }

    @Test func whoLooksVeryLateTellsBoth() {
        var queue = queue([("a", 2, 0)])
        let (over, silent) = queue.expire(now: 100)
        #expect(over == ["a"] && silent == ["a"])
    }

    @Test func silenceOfTheServerCountsFromTheLastAnswerOrTheOldestRequest() {
        var queue = RequestQueue<String>()
        #expect(queue.silentSince == nil)
        queue.add("a", deadline: 99, patience: Self.patience, now: 10)
        queue.add("b", deadline: 99, patience: Self.patience, now: 11)
        #expect(queue.silentSince == 10)
        _ = queue.answer(now: 15)
        #expect(queue.silentSince == 15)
        _ = queue.answer(now: 16)
        #expect(queue.silentSince == nil)
        queue.add("c", deadline: 99, patience: Self.patience, now: 40)
        #expect(queue.silentSince == 40)
    }

    @Test func aLostConnectionEndsAllThatWaitAndTellsThoseThatDoNot() {
        var queue = queue((0..<5000).map { ("\($0)", $0 == 4600 ? 1 : 9, 0) })
        for number in 0..<4500 { #expect(word(queue.answer(now: 0.5)) == "\(number)") }
        #expect(queue.expire(now: 1).over == ["4600"])
        let (waiting, expired) = queue.lose()
        #expect(waiting == (4500..<5000).filter { $0 != 4600 }.map(String.init))
        #expect(expired == ["4600"])
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
