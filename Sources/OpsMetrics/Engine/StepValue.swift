/// What an expression is at every time of a grid.
enum StepValue {
    /// A number a time.
    case scalar([Double])
    case vector(VectorColumns)
    case string(String)

    /// The value of one time, the same at `count` times.
    func repeated(_ count: Int) -> StepValue {
        switch self {
        case .scalar(let numbers): .scalar(Array(repeating: numbers[0], count: count))
        case .vector(let columns): .vector(columns.repeated(count))
        case .string: self
        }
    }
}
