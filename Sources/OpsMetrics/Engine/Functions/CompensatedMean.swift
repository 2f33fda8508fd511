/// A mean built up value by value as `avg` and `avg_over_time` of Prometheus 3 do: a compensated sum, divided at the end;
/// from where the sum would overflow, a compensated mean that each value moves.
struct CompensatedMean {
    private var sum = CompensatedSum()
    private var count = 0.0
    private var isIncremental = false

    /// The mean of what was added; NaN of nothing.
    var value: Double {
        isIncremental ? sum.sum + sum.lost : sum.sum / count + sum.lost / count
    }

    mutating func add(_ value: Double) {
        count += 1
        guard count > 1 else {
            sum = CompensatedSum(sum: value, lost: 0)
            return
        }
        if !isIncremental {
            var next = sum
            next.add(value)
            guard next.sum.isInfinite else {
                sum = next
                return
            }
            isIncremental = true
            sum = CompensatedSum(sum: sum.sum / (count - 1), lost: sum.lost / (count - 1))
        }
        let share = (count - 1) / count
        sum = CompensatedSum(sum: share * sum.sum, lost: share * sum.lost)
        sum.add(value / count)
    }
}
