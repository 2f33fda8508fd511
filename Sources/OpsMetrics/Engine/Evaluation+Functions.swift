import Foundation

extension Evaluation {
    /// One element where the argument has none; its labels are those that the selector's equalities fix.
    func absent(_ argument: Expression, on grid: StepGrid) throws -> VectorColumns {
        let found: VectorColumns
        var selector: VectorSelector?
        switch argument.unwrapped.node {
        case .range(let inner, _):
            selector = inner
            fallthrough
        case .subquery: found = try overWindows(argument, on: grid) { _, _ in 1 }
        case .vector(let inner):
            selector = inner
            fallthrough
        default: found = try vector(argument, on: grid)
        }
        var result = VectorColumns(steps: grid.count)
        let place = result.add(Self.fixedLabels(selector?.matchers ?? []), dropsName: false)
        for step in 0..<grid.count where !(0..<found.rows).contains(where: { found.hasValue($0, step) }) {
            result.values[place + step] = 1
        }
        return result.withoutEmptyRows()
    }

    /// The labels of equalities; a label with two conditions has none.
    private static func fixedLabels(_ matchers: [Matcher]) -> Labels {
        var labels = Labels.none
        var named: Set<String> = [Labels.nameLabel]
        for matcher in matchers where matcher.name != Labels.nameLabel {
            let isFirst = matcher.operation == .equal && named.insert(matcher.name).inserted
            labels = labels.setting(matcher.name, to: isFirst ? matcher.value : "")
        }
        return labels
    }

    func clamp(_ name: String, _ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let columns = try vector(arguments[0], on: grid)
        let limit = try scalar(arguments[1], on: grid)
        switch name {
        case "clamp_min": return columns.mapped { Extreme.larger($0, limit[$1]) }
        case "clamp_max": return columns.mapped { Extreme.smaller($0, limit[$1]) }
        default:
            let upper = try scalar(arguments[2], on: grid)
            return columns.mapped { value, step in
                Extreme.clamped(value, from: limit[step], to: upper[step]) ?? VectorColumns.absent
            }.withoutEmptyRows()
        }
    }

    /// Rounds to the nearest multiple, halves upwards.
    func round(_ arguments: [Expression], on grid: StepGrid) throws -> VectorColumns {
        let columns = try vector(arguments[0], on: grid)
        let nearest = arguments.count > 1 ? try scalar(arguments[1], on: grid) : Array(repeating: 1, count: grid.count)
        return columns.mapped { Extreme.rounded($0, toNearest: nearest[$1]) }
    }

    func timestamp(_ argument: Expression, on grid: StepGrid) throws -> VectorColumns {
        if case .vector(let selector) = argument.unwrapped.node {
            return try timestamps(selector, argument.place, on: grid)
        }
        return try vector(argument, on: grid).mapped { _, step in Double(grid.time(step)) / 1_000 }
    }

    /// By value, NaN last; only an instant query has an order of series.
    func sorted(_ argument: Expression, descending: Bool, on grid: StepGrid) throws -> VectorColumns {
        let columns = try vector(argument, on: grid)
        guard grid.count == 1 else { return columns }
        let order = columns.labels.indices.filter { columns.hasValue($0, 0) }.sorted { left, right in
            let (mine, other) = (columns.values[left], columns.values[right])
            if mine.isNaN || other.isNaN { return mine.isNaN == other.isNaN ? left < right : other.isNaN }
            if mine == other { return left < right }
            return descending ? mine > other : mine < other
        }
        return columns.taking(order)
    }

    func windowsWithParameters(
        _ name: String, _ arguments: [Expression], on grid: StepGrid
    ) throws -> VectorColumns {
        switch name {
        case "quantile_over_time":
            let quantile = try scalar(arguments[0], on: grid)
            let found = try overWindows(arguments[1], on: grid) { Quantile.of(Array($0.values), quantile[$1]) }
            if found.rows > 0 { noteQuantiles(quantile, arguments[0].place) }
            return found
        case "predict_linear":
            let seconds = try scalar(arguments[1], on: grid)
            return try overWindows(arguments[0], on: grid) { window, step in
                guard window.range.count >= 2 else { return nil }
                let line = LinearRegression(window, origin: window.time)
                return line.slope * seconds[step] + line.intercept
            }
        default:
            let (smoothing, trend) = (try scalar(arguments[1], on: grid), try scalar(arguments[2], on: grid))
            return try overWindows(arguments[0], on: grid) { window, step in
                try Self.checkFactor("smoothing", smoothing[step], arguments[1].place)
                try Self.checkFactor("trend", trend[step], arguments[2].place)
                return DoubleExponentialSmoothing.level(window.values, smoothing[step], trend[step])
            }
        }
    }

    private static func checkFactor(_ name: String, _ value: Double, _ place: SourcePlace) throws {
        guard value <= 0 || value >= 1 else { return }
        let bound = name == "smoothing" ? "sf" : "tf"
        let got = value.isFinite ? String(format: "%f", value) : Exposition.number(value)
        throw PromQLError("invalid \(name) factor. Expected: 0 < \(bound) < 1, got: \(got)", at: place)
    }
}
