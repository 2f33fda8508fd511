import Testing

@testable import OpsMQTT

@Suite struct ReconnectDelayTests {
    @Test func theWindowDoublesToTheCap() {
        var delay = ReconnectDelay(baseSeconds: 1, capSeconds: 60)
        let whole = (0..<9).map { _ in delay.next(upSeconds: 0, jitter: 1) }
        #expect(whole == [1, 2, 4, 8, 16, 32, 60, 60, 60])
    }

    @Test func jitterSpreadsOverTheWholeWindowButNotToNothing() {
        var delay = ReconnectDelay(baseSeconds: 1, capSeconds: 60)
        #expect(delay.next(upSeconds: 0, jitter: 0) == 0.1)
        #expect(delay.next(upSeconds: 0, jitter: 0.5) == 1)
    }

    @Test(arguments: [(29.9, 4.0), (30.0, 1.0)])
    func onlyAStableLinkForgives(up: Double, expected: Double) {
        var delay = ReconnectDelay(baseSeconds: 1, capSeconds: 60)
        _ = delay.next(upSeconds: 0, jitter: 1)
        _ = delay.next(upSeconds: 0, jitter: 1)
        #expect(delay.next(upSeconds: up, jitter: 1) == expected)
    }
}

@Suite struct HandshakeTests {
    @Test func upOnlyAfterEverySubscriptionIsGranted() {
        var handshake = Handshake()
        #expect(handshake.connectAcknowledged(reason: 0, subscriptions: 2) == .subscribe)
        handshake.subscribed(ids: [1, 2])
        #expect(handshake.subscriptionAcknowledged(id: 2, codes: [1]) == .wait)
        #expect(handshake.subscriptionAcknowledged(id: 2, codes: [1]) == .wait)
        #expect(!handshake.isUp)
        #expect(handshake.subscriptionAcknowledged(id: 1, codes: [0]) == .up)
        #expect(handshake.isUp)
    }

    @Test func withoutSubscriptionsConnackIsEnough() {
        var handshake = Handshake()
        #expect(handshake.connectAcknowledged(reason: 0, subscriptions: 0) == .up)
    }

    @Test(arguments: [Int32(0x87), 0x80, 1])
    func aRefusedConnectFails(reason: Int32) {
        var handshake = Handshake()
        guard case .fail = handshake.connectAcknowledged(reason: reason, subscriptions: 0) else {
            Issue.record("not refused")
            return
        }
    }

    @Test(arguments: [[Int32(0x87)], [0, 0x80], []])
    func aRefusedSubscriptionFails(codes: [Int32]) {
        var handshake = Handshake()
        _ = handshake.connectAcknowledged(reason: 0, subscriptions: 1)
        handshake.subscribed(ids: [1])
        guard case .fail = handshake.subscriptionAcknowledged(id: 1, codes: codes) else {
            Issue.record("not refused")
            return
        }
        #expect(!handshake.isUp)
    }
}

@Suite struct LinkWatchTests {
    @Test func housekeepingIsDueAfterTheKeepAliveAndThenNotMoreThanOnceASecond() {
        var watch = LinkWatch(keepAlive: 15, answerTimeout: 5, now: 100)
        #expect(watch.miscDue == 115)
        _ = watch.noteRead(now: 110)
        #expect(watch.miscDue == 115)  // we have not written since 100
        watch.noteMisc(now: 115)
        #expect(watch.miscDue == 116)
        watch.noteWrite(now: 116)
        #expect(watch.miscDue == 125)
    }

    @Test func aPingMustBeAnsweredInTime() {
        var watch = LinkWatch(keepAlive: 15, answerTimeout: 5, now: 100)
        #expect(watch.deadAt(unanswered: nil) == .infinity)
        watch.notePing(now: 115)
        watch.notePing(now: 116)
        #expect(watch.deadAt(unanswered: nil) == 120)
        #expect(watch.noteRead(now: 115.5) == 0.5)
        #expect(watch.deadAt(unanswered: nil) == .infinity)
        #expect(watch.noteRead(now: 116) == nil)
    }

    @Test func aPublishMustBeAnsweredInTime() {
        let watch = LinkWatch(keepAlive: 15, answerTimeout: 5, now: 100)
        #expect(watch.deadAt(unanswered: 103) == 108)
    }
}

@Suite struct PublishBookTests {
    private func message(_ topic: String, qos: Int = 1) -> MQTTMessage {
        MQTTMessage(topic: topic, payload: [], qos: qos)
    }

    @Test func noMoreGoOutThanTheWindowHolds() {
        var book = PublishBook<String>()
        book.window = 2
        for name in ["a", "b", "c"] { book.add(message(name), deadline: 10, reply: name) }
        #expect(book.nextToSend?.message.topic == "a")
        book.markSent(id: 1, now: 0)
        #expect(book.nextToSend?.message.topic == "b")
        book.markSent(id: 2, now: 0)
        #expect(book.nextToSend == nil)
        #expect(book.acknowledge(id: 1, now: 2)?.reply == "a")
        #expect(book.nextToSend?.message.topic == "c")
        #expect(book.acknowledge(id: 99, now: 2) == nil)
    }

    @Test func whatTimesOutBeforeItIsSentIsNeverSent() {
        var book = PublishBook<String>()
        book.window = 1
        book.add(message("a"), deadline: 5, reply: "a")
        book.add(message("b"), deadline: 3, reply: "b")
        book.add(message("c"), deadline: 9, reply: "c")
        book.markSent(id: 1, now: 0)
        #expect(book.nextDeadline == 3)
        #expect(book.expire(now: 2.9).isEmpty)
        let first = book.expire(now: 3)
        #expect(first.map(\.reply) == ["b"] && first.map(\.wasSent) == [false])
        let second = book.expire(now: 5)
        #expect(second.map(\.reply) == ["a"] && second.map(\.wasSent) == [true])
        #expect(book.nextToSend == nil)  // a is still on the wire
        #expect(book.acknowledge(id: 1, now: 6)?.reply == nil)
        #expect(book.nextToSend?.message.topic == "c")
    }

    @Test func whatIsTooLateIsNeverSentAndSaidAtOnce() {
        var book = PublishBook<String>()
        book.window = 1
        book.add(message("a"), deadline: 9, sendBy: 4, reply: "a")
        book.add(message("b"), deadline: 9, sendBy: 3, reply: "b")
        book.markSent(id: 1, now: 0)
        #expect(book.nextDeadline == 3)
        let late = book.expire(now: 3)
        #expect(late.map(\.reply) == ["b"] && late.map(\.wasTooLate) == [true])
        #expect(book.nextDeadline == 4 && !book.isPastSending(now: 3.9))
        // What is on the wire may still be answered, but must not lie in a buffer any longer.
        #expect(book.expire(now: 4).isEmpty && book.isPastSending(now: 4))
        #expect(book.nextDeadline == 9)
        #expect(book.acknowledge(id: 1, now: 5)?.reply == "a" && !book.isPastSending(now: 5))
    }

    @Test func aLostSessionTellsTheSentFromTheUnsent() {
        var book = PublishBook<String>()
        book.window = 1
        book.add(message("a"), deadline: 5, reply: "a")
        book.add(message("b"), deadline: 5, reply: "b")
        book.markSent(id: 1, now: 0)
        let ended = book.lose()
        #expect(ended.map(\.reply) == ["a", "b"] && ended.map(\.wasSent) == [true, false])
        #expect(book.isEmpty && book.nextDeadline == .infinity)
    }

    @Test func onlyAcknowledgedQualitiesAwaitAnAnswer() {
        var book = PublishBook<String>()
        book.add(message("a", qos: 0), deadline: 5, reply: "a")
        book.add(message("b"), deadline: 5, reply: "b")
        book.markSent(id: 1, now: 1)
        #expect(book.oldestUnanswered(since: 0) == nil)
        book.markSent(id: 2, now: 2)
        #expect(book.oldestUnanswered(since: 0) == 2)
        #expect(book.oldestUnanswered(since: 2.5) == nil)
        #expect(book.acknowledge(id: 1, now: 3)?.roundTrip == nil)
        #expect(book.acknowledge(id: 2, now: 3)?.roundTrip == 1)
    }

    @Test func manyGoThroughInTheirOrder() {
        var book = PublishBook<Int>()
        for number in 0..<5000 { book.add(message("\(number)"), deadline: 10, reply: number) }
        for number in 0..<5000 {
            #expect(book.nextToSend?.message.topic == "\(number)")
            book.markSent(id: Int32(number), now: 0)
            #expect(book.acknowledge(id: Int32(number), now: 0)?.reply == number)
        }
        #expect(book.isEmpty)
    }
}

@Suite struct InboundQueueTests {
    private func message(_ topic: String, _ number: UInt8, size: Int = 1) -> MQTTMessage {
        MQTTMessage(topic: topic, payload: [UInt8](repeating: number, count: size))
    }

    @Test func orderIsKeptBetweenLinkEventsAndMessages() {
        var queue = InboundQueue()
        queue.add(message("a", 1))
        queue.add(.linkUp(session: 1))
        queue.add(message("a", 2))
        queue.add(message("b", 3))
        queue.add(.linkDown(reason: "x", retryInSeconds: 1))
        let expected: [MQTTEvent] = [
            .messages([message("a", 1)]), .linkUp(session: 1), .messages([message("a", 2), message("b", 3)]),
            .linkDown(reason: "x", retryInSeconds: 1),
        ]
        #expect(queue.drain() == expected)
        #expect(queue.drain().isEmpty)
    }

    @Test func aFullQueueKeepsTheNewestOfEachTopicAndCountsTheRest() {
        var queue = InboundQueue(capacity: 10)
        queue.add(.linkUp(session: 1))
        for number in 0..<11 { queue.add(message(number % 2 == 0 ? "a" : "b", UInt8(number))) }
        queue.add(.linkUp(session: 2))
        #expect(
            queue.drain() == [
                .overflow(dropped: 9), .linkUp(session: 1), .messages([message("b", 9), message("a", 10)]),
                .linkUp(session: 2),
            ])
    }

    @Test func linkEventsKeepTheirPlaceWhenMessagesGo() {
        var queue = InboundQueue(capacity: 3)
        queue.add(message("a", 1))
        queue.add(message("b", 2))
        queue.add(.linkUp(session: 2))
        queue.add(message("a", 3))
        queue.add(message("a", 4))
        #expect(
            queue.drain() == [
                .overflow(dropped: 2), .messages([message("b", 2)]), .linkUp(session: 2), .messages([message("a", 4)]),
            ])
    }

    @Test func tooManyTopicsDropTheOldest() {
        var queue = InboundQueue(capacity: 10)
        for number in 0..<11 { queue.add(message("t\(number)", UInt8(number))) }
        #expect(queue.count == 9)
        guard case .overflow(let dropped)? = queue.drain().first else {
            Issue.record("no overflow")
            return
        }
        #expect(dropped == 2)
    }

    @Test func bytesAreBoundedToo() {
        var queue = InboundQueue(capacity: 1000, byteCapacity: 10_000)
        for number in 0..<100 { queue.add(message("t\(number)", 0, size: 1000)) }
        #expect(queue.count <= 10)
    }

    @Test func linkEventsAreBounded() {
        var queue = InboundQueue()
        for session in 0..<500 { queue.add(.linkUp(session: UInt64(session))) }
        let events = queue.drain()
        #expect(events.count == 64 && events.last == .linkUp(session: 499))
    }
}

@Suite struct ConfigurationTests {
    @Test func thePasswordIsNeverPrinted() {
        let configuration = MQTTConfiguration(
            host: "broker", port: 1883, username: "op", password: "not-for-print", clientID: "c")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(configuration)", String(reflecting: configuration), dumped] {
            #expect(!text.contains("not-for-print"))
            #expect(text.contains("broker"))
        }
    }

    @Test func theKeepAliveStaysInTheLibrarysLimits() {
        #expect(MQTTConfiguration(host: "h", port: 1, clientID: "c", keepAliveSeconds: 0).keepAliveSeconds == 5)
    }
}
