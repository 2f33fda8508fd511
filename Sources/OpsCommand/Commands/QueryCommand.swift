import ArgumentParser
import Foundation
import OpsClient
import OpsCore
import OpsMetrics
import OpsServer

/// `opstui query`: PromQL over the host's server, another one, or any server that speaks Prometheus' API.
struct QueryCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "query", abstract: "Evaluate a PromQL expression, at one time or over a range.",
        discussion: """
            A range where --start, --end or --step is given: by default the last hour in sixty steps. A time is seconds \
            since 1970, a date such as 2026-11-30T03:00:00Z, or how long ago, such as 15m. With --prometheus the token or \
            account is that of the settings (PROMETHEUS_TOKEN_FILE, PROMETHEUS_USERNAME, PROMETHEUS_PASSWORD_FILE).
            """)

    @Argument(help: ArgumentHelp("The expression.", valueName: "expr"))
    var expression: String

    @Option(help: ArgumentHelp("When to evaluate it; now by default.", valueName: "time"))
    var time: String?

    @Option(help: ArgumentHelp("Where a range begins; an hour before its end by default.", valueName: "time"))
    var start: String?

    @Option(help: ArgumentHelp("Where a range ends; now by default.", valueName: "time"))
    var end: String?

    @Option(help: ArgumentHelp("Between two values of a range: seconds or a duration such as 30s.", valueName: "step"))
    var step: String?

    @Flag(help: "The API's data as JSON.")
    var json = false

    @Option(help: ArgumentHelp("Ask this Prometheus-compatible server.", valueName: "url"))
    var prometheus: String?

    @OptionGroup var attach: AttachOptions

    func validate() throws {
        let isRange = start != nil || end != nil || step != nil
        guard time == nil || !isRange else {
            throw ValidationError("--time is for one time, --start, --end and --step are for a range; use either")
        }
        guard prometheus == nil || (attach.attach == nil && attach.socket == nil) else {
            throw ValidationError("--prometheus, and --attach or --socket, name two servers; use one")
        }
    }

    func run() async throws {
        try await reporting {
            let question = try QuerySpan(time: time, start: start, end: end, step: step, now: SystemClock().wall)
                .question(expression)
            let reply = try await reply(to: question)
            for warning in reply.warnings { Output.note("opstui: warning: \(warning)") }
            for info in reply.infos { Output.note("opstui: info: \(info)") }
            if json { return Output.write(reply.data.text + "\n") }
            let text = QueryTable.text(reply.value)
            if text.isEmpty { Output.note("opstui: nothing has a value there") }
            Output.write(text)
        }
    }

    private func reply(to question: QuerySpan.Question) async throws -> PrometheusReply {
        do {
            return try await prometheus == nil ? askServer(question) : askPrometheus(question)
        } catch PrometheusReply.Failure.refused(let kind, let message) {
            throw refused(kind, message)
        } catch PrometheusClient.Failure.refused(let kind, let message) {
            throw refused(kind, message)
        } catch PrometheusReply.Failure.malformed(let why) {
            throw CommandFailure(.failed, why)
        } catch let failure as PrometheusClient.Failure {
            throw CommandFailure(.unreachable, "\(prometheus ?? "the server") \(failure)")
        } catch let error as OpsClientError {
            if case .unreachable = error { throw CommandFailure(.unreachable, "\(error)") }
            throw CommandFailure(.failed, "\(error)")
        }
    }

    private func refused(_ kind: String, _ message: String) -> CommandFailure {
        CommandFailure(.failed, "\(kind): \(PlaceMark.put(into: message, expression: expression))")
    }

    private func askServer(_ question: QuerySpan.Question) async throws -> PrometheusReply {
        let client = try await attach.connect()
        do {
            let bytes = try await client.query(question.endpoint, question.form)
            await client.close()
            return try PrometheusReply(bytes)
        } catch {
            await client.close()
            throw error
        }
    }

    private func askPrometheus(_ question: QuerySpan.Question) async throws -> PrometheusReply {
        let loaded: LoadedConfiguration
        do {
            loaded = try ConfigurationLoader.load(
                flags: ["prometheus": prometheus ?? ""], environment: ProcessInfo.processInfo.environment,
                workingDirectory: FileManager.default.currentDirectoryPath)
        } catch {
            throw CommandFailure(.failed, "\(error)")
        }
        guard let settings = loaded.configuration.prometheus else {
            throw CommandFailure(.failed, "--prometheus names no server")
        }
        let client = PrometheusClient(settings)
        do {
            let reply = try await client.ask(
                question.endpoint, question.form, timeout: .seconds(60), answerLimit: 64 * 1024 * 1024)
            await client.close()
            return reply
        } catch {
            await client.close()
            throw error
        }
    }
}
