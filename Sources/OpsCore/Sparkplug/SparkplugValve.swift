/// A valve as its Sparkplug metrics tell it, in the terms of the site's own schema: metrics in, the messages out that a
/// device of that schema would have sent.
///
/// What the wire does not carry is made here: the revision counts changes as VALVES says, the sequence counts messages,
/// limit switches follow from the state's word.
public struct SparkplugValve: Sendable {
    /// What a message of the device means.
    public struct News: Equatable, Sendable {
        /// Nil while position or state were never told.
        public var state: ValveStateMessage?
        public var telemetry: ValveTelemetryMessage?
        public var acknowledgement: ValveAckMessage?
        /// Metrics that were not taken; what was known before stays, as bad.
        public var refusals: [SparkplugRefusal] = []
    }

    private struct Value<Content: Equatable & Sendable>: Equatable, Sendable {
        var content: Content?
        var quality = SignalQuality.bad
    }

    private var boot = ""
    private var position = Value<Double>()
    private var word = Value<ValveState>()
    /// True where the device says that it moves, and not which way.
    private var isUndirected = false
    private var mode = ValveMode.remote
    private var target: Double?
    private var pressure: Double?
    private var flow: Double?
    private var temperature: Double?
    /// The last command that the device took, and whether it still follows it.
    private var takenID: String?
    private var isFollowing = false
    private var rev: Int64 = 0
    private var sequence: Int64 = 0
    /// True where the device knows `Cmd/Stop`.
    public private(set) var stops = false
    /// The types that the device's birth gave: a command comes in the same.
    public private(set) var types: [SparkplugMetricName: SparkplugDataType] = [:]

    public init() {}

    /// The device was born: only what the birth says is known.
    public mutating func born(boot: String, _ readings: [SparkplugReading], at now: ActuationInstant) -> News {
        let former = self
        self = SparkplugValve()
        self.boot = boot
        // Revisions of an earlier process must not come again with another meaning.
        rev = max(former.rev, now.wall.milliseconds)
        // Rises over the device's deaths and births, and whatever the wall clock does.
        sequence = max(former.sequence, now.monotonic.nanoseconds / 1000)
        stops = readings.contains { $0.name == .commandStop }
        for reading in readings { types[reading.name] = reading.type }
        var news = take(readings, at: now.wall)
        if isAsBefore(former) {
            // Births that were only asked for anew: whoever looked before has seen what is there now.
            rev = former.rev
            news.state?.rev = rev
            news.acknowledgement?.rev = rev
        }
        return news
    }

    /// Newer values.
    public mutating func data(_ readings: [SparkplugReading], at now: ActuationInstant) -> News {
        take(readings, at: now.wall)
    }

    private mutating func take(_ readings: [SparkplugReading], at wall: WallTime) -> News {
        var news = News()
        let before = visible
        for reading in readings {
            do throws(SparkplugRefusal) { try take(reading) } catch { news.refusals.append(error) }
        }
        do throws(SparkplugRefusal) {
            news.acknowledgement = try acknowledgement(readings, at: wall)
        } catch {
            news.refusals.append(error)
        }
        if visible != before { rev += 1 }
        news.acknowledgement?.rev = rev
        news.state = state(at: wall)
        if readings.contains(where: { Self.measured.contains($0.name) }) {
            news.telemetry = ValveTelemetryMessage(
                at: wall, pressureBar: pressure, flowLps: flow, temperatureC: temperature)
        }
        return news
    }
}

extension SparkplugValve {
    private static let measured: Set<SparkplugMetricName> = [.pressure, .flow, .temperature]

    /// What an operator acts on; never the position's samples.
    private struct Visible: Equatable {
        var word: Value<ValveState>
        var isUndirected: Bool
        var quality: SignalQuality
        var mode: ValveMode
        var target: Double?
        var taken: String?
        var isFollowing: Bool
    }

    private var visible: Visible {
        Visible(
            word: word, isUndirected: isUndirected, quality: position.quality, mode: mode, target: target,
            taken: takenID, isFollowing: isFollowing)
    }

    /// True in the same connection of the node, with nothing else to act on. Where it stands counts too: it may have moved
    /// unheard, and its words may be the same at the end.
    private func isAsBefore(_ former: SparkplugValve) -> Bool {
        guard boot == former.boot, visible == former.visible else { return false }
        guard let here = position.content, let there = former.position.content else {
            return position.content == former.position.content
        }
        return abs(here - there) <= 1
    }

    private mutating func take(_ reading: SparkplugReading) throws(SparkplugRefusal) {
        let quality = reading.quality?.signal ?? .good
        switch reading.name {
        case .position:
            // A value that cannot be taken leaves the last one, which is no longer to be trusted.
            position.quality = .bad
            guard let number = try Self.number(reading, 0...100) else { return }
            position = Value(content: number, quality: quality)
        case .state:
            word.quality = .bad
            isUndirected = false
            guard let text = try Self.text(reading) else { return }
            isUndirected = text == "moving"
            guard let state = isUndirected ? .unknown : ValveState(rawValue: text) else { throw .outOfRange }
            word = Value(content: state, quality: state == .unknown && !isUndirected ? .bad : quality)
        case .mode:
            guard let text = try Self.text(reading) else { return }
            guard let mode = ValveMode(rawValue: text) else { throw .outOfRange }
            self.mode = mode
        case .commandTarget: target = try Self.number(reading, 0...100)
        case .pressure:
            pressure = nil
            pressure = try Self.measure(reading, 0...1000)
        case .flow:
            flow = nil
            flow = try Self.measure(reading, -1_000_000...1_000_000)
        case .temperature:
            temperature = nil
            temperature = try Self.measure(reading, -273.15...1000)
        case .commandID, .commandNotAfter, .commandStop, .result: break
        }
    }

    /// `Cmd/Id` and `Cmd/Result` together are the device's answer.
    private mutating func acknowledgement(
        _ readings: [SparkplugReading], at wall: WallTime
    ) throws(SparkplugRefusal) -> ValveAckMessage? {
        guard let result = readings.last(where: { $0.name == .result }), let words = try Self.text(result),
            !words.isEmpty
        else { return nil }
        guard let id = readings.last(where: { $0.name == .commandID })?.value?.text, ValveTopic.isIdentifier(id) else {
            throw .missingField
        }
        let parts = words.split(separator: ":", maxSplits: 1)
        guard let state = parts.first.flatMap({ AckState(rawValue: String($0)) }), state != .selected else {
            throw .outOfRange
        }
        let cause = parts.count > 1 ? parts[1].uppercased() : nil
        guard cause.map({ PayloadText.isToken($0, limit: 64) }) ?? true else { throw .badText }
        note(id, state)
        return ValveAckMessage(
            commandID: id, state: state, cause: cause, rev: rev, at: wall, monotonicMilliseconds: 0)
    }

    /// A command that was refused is none that the valve follows.
    private mutating func note(_ id: String, _ state: AckState) {
        switch state {
        case .accepted: (takenID, isFollowing) = (id, true)
        case .completed, .failed: (takenID, isFollowing) = (id, false)
        case .superseded: if takenID == id { isFollowing = false }
        case .rejected, .selected: break
        }
    }

    private mutating func state(at wall: WallTime) -> ValveStateMessage? {
        guard let position = position.content, let word = word.content else { return nil }
        sequence += 1
        let moving = word == .opening || word == .closing || isUndirected
        // Without a command that it follows, `Cmd/Target` says nothing of where it goes.
        var state = ValveStateMessage(
            bootID: boot, rev: rev, sequence: sequence, at: wall, position: position, limitOpen: word == .open,
            limitClosed: word == .closed, moving: moving, target: isFollowing ? target : nil, quality: worst,
            mode: mode, lastCommandID: takenID)
        state.word = isUndirected ? nil : word
        return state
    }

    private var worst: SignalQuality {
        let both = [position.quality, word.quality]
        return both.contains(.bad) ? .bad : both.contains(.uncertain) ? .uncertain : .good
    }

    /// Nil where the metric has no value now.
    private static func number(
        _ reading: SparkplugReading, _ range: ClosedRange<Double>
    ) throws(SparkplugRefusal) -> Double? {
        guard let value = reading.value else { return nil }
        switch value {
        case .float(let number) where !number.isFinite: throw .outOfRange
        case .double(let number) where !number.isFinite: throw .outOfRange
        default: break
        }
        guard let number = value.number(reading.type) else { throw .wrongType }
        guard range.contains(number) else { throw .outOfRange }
        return number
    }

    /// A process value; of bad quality it is none.
    private static func measure(
        _ reading: SparkplugReading, _ range: ClosedRange<Double>
    ) throws(SparkplugRefusal) -> Double? {
        let number = try number(reading, range)
        return reading.quality == .bad ? nil : number
    }

    /// A short text in small letters; nil where the metric has no value now.
    private static func text(_ reading: SparkplugReading) throws(SparkplugRefusal) -> String? {
        guard let value = reading.value else { return nil }
        guard let text = value.text else { throw .wrongType }
        guard text.isEmpty || PayloadText.isToken(text, limit: 96) else { throw .badText }
        return text.lowercased()
    }
}
