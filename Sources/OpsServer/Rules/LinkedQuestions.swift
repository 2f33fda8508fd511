import Dispatch
import OpsCore
import OpsMetrics

/// What one evaluation of a group asks the linked server, all of it until one deadline.
struct LinkedQuestions: Sendable {
    /// Questions of templates in one evaluation of a group at most.
    static let templateLimit = 50

    /// Why a question was not asked.
    struct Unasked: Error, CustomStringConvertible {
        let description: String
    }

    let link: PrometheusLink
    /// When rules' expressions must be answered.
    private let deadline: ContinuousClock.Instant
    /// When what templates ask must be, while those answers are worked on.
    private let templateDeadline: ContinuousClock.Instant
    private let asked = Guarded(0)

    /// - Parameter reserve: So much of the time is left to templates.
    init(_ link: PrometheusLink, until deadline: ContinuousClock.Instant, reserve: Duration = .zero) {
        self.link = link
        (self.deadline, templateDeadline) = (deadline - reserve, deadline)
    }

    /// What expressions are worth.
    ///
    /// - Parameter time: nil: now, by the other server's clock.
    func values<Key: Hashable & Sendable>(
        of expressions: [Key: String], at time: WallTime?
    ) async -> [Key: Result<QueryValue, any Error>] {
        await answers(to: expressions) { try await link.value(of: $0, at: time, within: $1) }
    }

    /// What expressions were worth over a time.
    func ranges(
        of expressions: [Int: String], from start: WallTime, through end: WallTime, step: Duration
    ) async -> [Int: Result<[Series], any Error>] {
        await answers(to: expressions) {
            try await link.range(of: $0, from: start, through: end, step: step, within: $1)
        }
    }

    /// A few questions at a time, each with what is left of the time.
    private func answers<Key: Hashable & Sendable, Answer: Sendable>(
        to expressions: [Key: String],
        _ ask: @escaping @Sendable (_ expression: String, _ left: Duration) async throws -> Answer
    ) async -> [Key: Result<Answer, any Error>] {
        await withTaskGroup(of: (Key, Result<Answer, any Error>).self) { group in
            // In another order each time: where the time is too short, it is not always the same ones that get none.
            var left = expressions.shuffled().makeIterator()
            func next() {
                guard let (key, text) = left.next() else { return }
                group.addTask { (key, await answer(to: text, until: deadline, ask)) }
            }
            for _ in 0..<PrometheusLink.ruleQuestions { next() }
            var answers: [Key: Result<Answer, any Error>] = [:]
            for await (key, answer) in group {
                answers[key] = answer
                next()
            }
            return answers
        }
    }

    private func answer<Answer>(
        to text: String, until deadline: ContinuousClock.Instant,
        _ ask: @Sendable (String, Duration) async throws -> Answer
    ) async -> Result<Answer, any Error> {
        let left = deadline - .now
        guard left > .zero else {
            return .failure(Unasked(description: "the group's other rules took all of its time"))
        }
        do { return .success(try await ask(text, left)) } catch { return .failure(error) }
    }

    /// What a template's `query` asks. Waits on the thread that calls, which must be none of Swift's own.
    func samples(of text: String) throws -> [Sample] {
        guard
            asked.with({
                $0 += 1; return $0 <= Self.templateLimit
            })
        else {
            throw Unasked(
                description: "the group's templates ask more than \(Self.templateLimit) questions at a time")
        }
        let answer = Guarded<Result<QueryValue, any Error>?>(nil)
        let done = DispatchSemaphore(value: 0)
        let question = Task {
            let value = await self.answer(to: text, until: templateDeadline) {
                try await link.value(of: $0, within: $1)
            }
            answer.with { $0 = value }
            done.signal()
        }
        let left = max(templateDeadline - .now, .zero) / .milliseconds(1)
        guard done.wait(timeout: .now() + .milliseconds(Int(min(left, 120_000)))) == .success, let found = answer.value
        else {
            question.cancel()
            throw Unasked(description: "the linked server did not answer in time")
        }
        return try found.get().samples
    }
}
