/// Makes a well-typed expression out of any bytes: each byte is one choice, and no byte left means the simplest.
struct ExpressionGrammar {
    private static let functions = PromQLFunction.all.values.sorted { $0.name < $1.name }
    private static let metrics = ["c_total", "g", "h_bucket", "target_info", "sparse", "once", "none"]
    private static let names = ["job", "i", "le", "x", "v", "\"a.b\""]
    private static let times = [
        "5m", "1m", "15s", "37s", "1h", "step()", "1ms", "30s * 2", "-1m", "max_of(step(), 20s)",
    ]
    private static let numbers = [
        "1", "0", "-0.5", "0.9", "2", "1e300", "NaN", "Inf", "-Inf", "0x7f", "3600", "5e-324",
    ]
    private static let texts = [
        "\"x\"", "\"job\"", "\"(.*)\"", "\"$1\"", "\"\"", "\"i\"", "\"le\"", "\"\\xff\"", "\"a.b\"",
    ]

    private let bytes: [UInt8]
    private var place = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func expression() -> String { choose(8) == 7 ? scalar(5) : vector(6) }

    private mutating func choose(_ count: Int) -> Int {
        guard place < bytes.count else { return 0 }
        place += 1
        return Int(bytes[place - 1]) % count
    }

    private mutating func pick(_ words: [String]) -> String { words[choose(words.count)] }

    private mutating func value(_ type: ValueType, _ depth: Int) -> String {
        switch type {
        case .scalar: scalar(depth)
        case .vector: vector(depth)
        case .matrix: matrix(depth)
        default: pick(Self.texts)
        }
    }

    private mutating func scalar(_ depth: Int) -> String {
        guard depth > 0 else { return pick(Self.numbers) }
        switch choose(7) {
        case 1: return "time()"
        case 2: return "scalar(\(vector(depth - 1)))"
        case 3: return "(\(scalar(depth - 1)) \(pick(["+", "-", "*", "/", "%", "^", "atan2"])) \(scalar(depth - 1)))"
        case 4: return "(\(scalar(depth - 1)) \(pick(["==", "!=", "<", ">", "<=", ">="])) bool \(scalar(depth - 1)))"
        case 5: return pick(["pi()", "start()", "end()", "step()", "range()"])
        case 6: return "-\(scalar(depth - 1))"
        default: return pick(Self.numbers)
        }
    }

    private mutating func selector() -> String {
        let matcher = pick(["", "{job=\"a\"}", "{job=~\"a|b\"}", "{i!=\"0\"}", "{x!~\".+\"}", "{le=\"+Inf\"}"])
        return pick(Self.metrics) + matcher
    }

    private mutating func timing() -> String {
        pick(["", "", "", " offset 1m", " offset -30s", " @ 100", " @ start()", " @ end() offset 15s", " @ 300.007"])
    }

    private mutating func matrix(_ depth: Int) -> String {
        guard depth > 0, choose(4) == 3 else {
            return "\(selector())[\(pick(Self.times))]\(pick(["", "", " anchored", " smoothed"]))\(timing())"
        }
        let inner = vector(depth - 1)
        return "(\(inner))[\(pick(Self.times)):\(pick(["", "15s", "7s", "1m", "step()"]))]\(timing())"
    }

    private mutating func vector(_ depth: Int) -> String {
        guard depth > 0 else { return selector() }
        switch choose(6) {
        case 1: return call(depth - 1)
        case 2: return aggregation(depth - 1)
        case 3: return binary(depth - 1)
        case 4: return "(\(vector(depth - 1)))"
        case 5: return "-(\(vector(depth - 1)))"
        default: return selector() + pick(["", "", " smoothed"]) + timing()
        }
    }

    private mutating func call(_ depth: Int) -> String {
        let function = Self.functions[choose(Self.functions.count)]
        guard function.result == .vector else { return "vector(\(scalar(depth)))" }
        let count = function.required + choose(function.arguments.count - function.required + 1)
        var arguments: [String] = []
        for index in 0..<count { arguments.append(value(function.arguments[index], depth)) }
        if function.isVariadic, let last = function.arguments.last {
            for _ in 0..<choose(3) where arguments.count >= function.arguments.count {
                arguments.append(value(last, 0))
            }
        }
        return "\(function.name)(\(arguments.joined(separator: ", ")))"
    }

    private mutating func aggregation(_ depth: Int) -> String {
        let plain = ["sum", "min", "max", "avg", "group", "stddev", "stdvar", "count"]
        let clause = pick(["", " by (job)", " without (i)", " by (job, le)", " without ()", " by (\"a.b\")"])
        switch choose(4) {
        case 1:
            return
                "\(pick(["topk", "bottomk", "quantile", "limitk", "limit_ratio"]))\(clause) (\(scalar(1)), \(vector(depth)))"
        case 2: return "count_values\(clause) (\(pick(Self.texts)), \(vector(depth)))"
        default: return "\(pick(plain))\(clause) (\(vector(depth)))"
        }
    }

    private mutating func binary(_ depth: Int) -> String {
        let kind = choose(4)
        let names = pick(Self.names)
        let clause = pick(["", " on (\(names))", " ignoring (\(names))", " on ()"])
        if kind == 1 { return "\(vector(depth)) \(pick(["and", "or", "unless"]))\(clause) \(vector(depth))" }
        let operation = pick([
            "+", "-", "*", "/", "%", "^", "atan2", "==", "!=", "<", ">", "<= bool", ">= bool", "== bool",
        ])
        if kind == 2 { return "\(scalar(depth)) \(operation) (\(vector(depth)))" }
        let group = clause.isEmpty ? "" : pick(["", "", " group_left ()", " group_right (\(pick(Self.names)))"])
        let fill = pick(["", "", " fill(0)", " fill_left(1)", " fill_right(NaN)"])
        return "(\(vector(depth))) \(operation)\(clause)\(group)\(fill) (\(vector(depth)))"
    }
}
