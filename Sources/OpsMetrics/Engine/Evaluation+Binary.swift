import Foundation

extension Evaluation {
    func binary(_ operation: BinaryOperation, _ place: SourcePlace, at time: Int64) throws -> QueryValue {
        let left = try evaluate(operation.left, at: time)
        let right = try evaluate(operation.right, at: time)
        if operation.operation.isTrim { return .vector([]) }
        switch (left, right) {
        case (.scalar(let left), .scalar(let right)):
            let (value, holds) = operation.operation.apply(left, right)
            return .scalar(operation.operation.isComparison ? (holds ? 1 : 0) : value)
        case (.vector(let samples), .scalar(let number)):
            return .vector(try combine(operation, samples, number, scalarIsLeft: false, place))
        case (.scalar(let number), .vector(let samples)):
            return .vector(try combine(operation, samples, number, scalarIsLeft: true, place))
        case (.vector(let left), .vector(let right)):
            if operation.operation.isSet { return .vector(combineSets(operation, left, right)) }
            return .vector(try match(operation, left, right, place))
        default:
            throw PromQLError("binary expression must contain only scalar and instant vector types", at: place)
        }
    }

    private func combine(
        _ binary: BinaryOperation, _ samples: [Sample], _ number: Double, scalarIsLeft: Bool, _ place: SourcePlace
    ) throws -> [Sample] {
        let isComparison = binary.operation.isComparison
        let dropsName = !isComparison || binary.returnsBool
        let combined = samples.compactMap { sample -> Sample? in
            var (value, holds) =
                scalarIsLeft
                ? binary.operation.apply(number, sample.value) : binary.operation.apply(sample.value, number)
            if binary.returnsBool {
                value = holds ? 1 : 0
            } else if isComparison {
                guard holds else { return nil }
                value = sample.value
            }
            return Sample(labels: dropsName ? sample.labels.withoutName : sample.labels, value: value)
        }
        return dropsName ? try unique(combined, place) : combined
    }

    private func combineSets(_ binary: BinaryOperation, _ left: [Sample], _ right: [Sample]) -> [Sample] {
        let signature = binary.matching.signature
        switch binary.operation {
        case .and:
            let present = Set(right.map { signature($0.labels) })
            return left.filter { present.contains(signature($0.labels)) }
        case .unless:
            let present = Set(right.map { signature($0.labels) })
            return left.filter { !present.contains(signature($0.labels)) }
        default:
            let present = Set(left.map { signature($0.labels) })
            return left + right.filter { !present.contains(signature($0.labels)) }
        }
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
