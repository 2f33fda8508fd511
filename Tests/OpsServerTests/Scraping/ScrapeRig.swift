import Foundation
import Logging
import OpsCore
import OpsTestSupport

@testable import OpsMetrics
@testable import OpsServer

/// A service over a configuration of its own, ended with the test.
struct ScrapeRig {
    let directory: SettingsDirectory
    let store = SeriesStore()
    let service: ScrapeService
    let path: String
    private let task: Task<Void, any Error>

    init(_ configuration: String) async throws {
        directory = try SettingsDirectory()
        path = try directory.write("scrape.yml", configuration)
        let service = try ScrapeService(
            path: path, store: store, clock: SystemClock(),
            logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, seed: 1)
        self.service = service
        task = Task { try await service.run() }
    }

    func stop() async {
        task.cancel()
        _ = await task.result
    }

    /// The value of a selector now; nil where it has none.
    func value(_ text: String) -> Double? {
        let value = (try? PromQL.parse(text)).flatMap {
            try? QueryEngine(store: store).instant($0, at: SystemClock().wall.milliseconds + 1_000)
        }
        guard case .vector(let samples)? = value else { return nil }
        return samples.first?.value
    }

    func standing(_ job: String = "a") async -> TargetStanding? {
        await service.readings.first { $0.job == job }?.active.first?.standing
    }

    func waitForError(_ part: String, job: String = "a") async throws {
        try await eventually(within: .seconds(60), "the error \(part)") {
            await standing(job)?.lastError?.contains(part) == true
        }
    }

    static func with(
        _ configuration: String, _ body: (ScrapeRig) async throws -> Void
    ) async throws {
        let rig = try await ScrapeRig(configuration)
        let result: Result<Void, any Error>
        do { result = .success(try await body(rig)) } catch { result = .failure(error) }
        await rig.stop()
        try result.get()
    }

    static func job(_ port: Int, name: String = "a", _ more: String = "", timeout: String = "1s") -> String {
        """
          - job_name: \(name)
            scrape_interval: 1s
            scrape_timeout: \(timeout)
            static_configs: [{targets: ["127.0.0.1:\(port)"], labels: {site: north}}]
        \(more)
        """
    }

    static func jobs(_ jobs: String...) -> String { "scrape_configs:\n" + jobs.joined(separator: "\n") }
}
