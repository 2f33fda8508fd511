import Foundation

extension Evaluation {
    func binary(_ operation: BinaryOperation, _ place: SourcePlace, on grid: StepGrid) throws -> StepValue {
        let left = try evaluate(operation.left, on: grid)
        let right = try evaluate(operation.right, on: grid)
        if operation.operation.isTrim {
            noteTrim(operation.operation, left, right, place)
            return .vector(VectorColumns(steps: grid.count))
        }
        switch (left, right) {
        case (.scalar(let left), .scalar(let right)):
            return .scalar(
                zip(left, right).map { left, right in
                    let (value, holds) = operation.operation.apply(left, right)
                    return operation.operation.isComparison ? (holds ? 1 : 0) : value
                })
        case (.vector(let columns), .scalar(let numbers)):
            return .vector(combine(operation, columns, numbers, scalarIsLeft: false))
        case (.scalar(let numbers), .vector(let columns)):
            return .vector(combine(operation, columns, numbers, scalarIsLeft: true))
        case (.vector(let left), .vector(let right)):
            if operation.operation.isSet { return .vector(combineSets(operation, left, right)) }
            return .vector(try match(operation, left, right, place))
        default:
            throw PromQLError("binary expression must contain only scalar and instant vector types", at: place)
        }
    }

    /// There are no native histograms here, so whatever a trim operator finds is of the wrong type.
    private func noteTrim(
        _ operation: BinaryOperation.Operator, _ left: StepValue, _ right: StepValue, _ place: SourcePlace
    ) {
        let hasSamples = [left, right].allSatisfy { side in
            if case .vector(let columns) = side { return columns.rows > 0 }
            return true
        }
        guard hasSamples else { return }
        let name = operation.rawValue
        notes.inform(
            "incompatible sample types encountered for binary operator \(GoQuote.quoted(name)): float \(name) float",
            at: place)
    }

    private func combine(
        _ binary: BinaryOperation, _ columns: VectorColumns, _ numbers: [Double], scalarIsLeft: Bool
    ) -> VectorColumns {
        let filters = binary.operation.isComparison && !binary.returnsBool
        var result = columns
        if !filters { result.dropNames() }
        var place = 0
        for _ in 0..<columns.rows {
            for step in 0..<columns.steps {
                defer { place += 1 }
                let value = columns.values[place]
                guard VectorColumns.isPresent(value) else { continue }
                let (outcome, holds) =
                    scalarIsLeft
                    ? binary.operation.apply(numbers[step], value) : binary.operation.apply(value, numbers[step])
                if filters {
                    if !holds { result.values[place] = VectorColumns.absent }
                } else {
                    result.values[place] = binary.returnsBool ? (holds ? 1 : 0) : outcome
                }
            }
        }
        return filters ? result.withoutEmptyRows() : result
    }
}

extension BinaryOperation.Operator {
    /// The value of two numbers under this operator, and for comparisons whether it holds (then the value is the left).
    func apply(_ left: Double, _ right: Double) -> (value: Double, holds: Bool) {
        switch self {
        case .add: (left + right, true)
        case .subtract: (left - right, true)
        case .multiply: (left * right, true)
        case .divide: (left / right, true)
        case .modulo: (fmod(left, right), true)
        case .power: (Exponential.pow(left, right), true)
        case .trimUpper, .trimLower: (.nan, false)
        case .atan2: (InverseTrigonometric.atan2(left, right), true)
        case .equal: (left, left == right)
        case .notEqual: (left, left != right)
        case .greater: (left, left > right)
        case .less: (left, left < right)
        case .greaterOrEqual: (left, left >= right)
        case .lessOrEqual: (left, left <= right)
        case .and, .or, .unless: (left, true)
        }
    }
}
