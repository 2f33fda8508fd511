import ArgumentParser
import Foundation
import OpsClient
import OpsCore

/// Follows one valve command on the server's stream: prints each step of its life once, and ends with what it came to.
struct CommandFollow {
    /// A server that does not answer is asked again this often.
    private static let pollSeconds = 2.0

    let client: OpsClient
    let json: Bool
    /// How long to follow, seconds.
    let seconds: Int

    /// Sends a command; where no answer came, asks what became of it: it may have begun all the same.
    func sending(
        _ id: String, _ send: () async throws(OpsClientError) -> CommandStatus
    ) async throws -> CommandStatus {
        do {
            return try await send()
        } catch .unreachable(let reason) {
            guard let begun = try? await client.command(id: id) else {
                throw CommandFailure(
                    .unknown,
                    "no answer came (\(reason)): whether command \(id) began is not known; look with `opstui valve "
                        + "commands`, or give the same --idempotency-key again, which starts nothing twice")
            }
            return begun
        }
    }

    /// Prints the command's steps until it ends or the time is over.
    ///
    /// - Throws: what the exit code says, unless telemetry confirmed it or nothing was to be followed.
    func run(_ begun: CommandStatus) async throws {
        var printed = CommandLines(json: json)
        printed.take(begun)
        let last = begun.state.isFinal || seconds == 0 ? begun : try await follow(begun, &printed)
        if json { Output.write(String(decoding: try OpsJSON.encoder().encode(last), as: UTF8.self) + "\n") }
        try Self.judge(last, isFollowed: seconds > 0)
    }

    private func follow(_ begun: CommandStatus, _ printed: inout CommandLines) async throws -> CommandStatus {
        let (news, feed) = AsyncStream.makeStream(of: CommandStatus.self, bufferingPolicy: .bufferingNewest(64))
        let watching = watch(begun.id, feed)
        let limit = seconds
        let timer = Task {
            try? await Task.sleep(for: .seconds(limit))
            feed.finish()
        }
        defer {
            watching.cancel()
            timer.cancel()
        }
        var last = begun
        for await status in news {
            guard status.steps.count >= last.steps.count else { continue }
            last = status
            printed.take(status)
            if status.state.isFinal { break }
        }
        return last
    }

    /// The command from the stream; from the command's own URL as well, in case the stream is refused or broken.
    private func watch(_ id: String, _ feed: AsyncStream<CommandStatus>.Continuation) -> Task<Void, Never> {
        let client = client
        return Task {
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    for await update in client.stream() {
                        switch update {
                        case .snapshot(let picture): picture.commands.filter { $0.id == id }.forEach { feed.yield($0) }
                        case .change(let change):
                            if case .command(let status) = change.change, status.id == id { feed.yield(status) }
                        case .alive, .down: break
                        }
                    }
                }
                group.addTask {
                    while !Task.isCancelled {
                        do { try await Task.sleep(for: .seconds(Self.pollSeconds)) } catch { return }
                        if let status = try? await client.command(id: id) { feed.yield(status) }
                    }
                }
            }
        }
    }

    private static func judge(_ command: CommandStatus, isFollowed: Bool) throws {
        switch command.state {
        case .confirmed: return
        case .rejected, .timedOut, .superseded, .failed:
            throw CommandFailure(.failed, ValveTable.end(of: command))
        case .held:
            guard isFollowed else { return Output.note("opstui: \(ValveTable.waiting(command))") }
            throw CommandFailure(.unknown, ValveTable.waiting(command))
        case .requested, .selected, .accepted, .moving, .unknown:
            throw CommandFailure(
                .unknown,
                "the outcome of command \(command.id) is not known\(isFollowed ? "" : " yet"); see `opstui valve show "
                    + "\(command.valveId)`")
        }
    }
}

/// The steps of one command as lines, each printed once.
struct CommandLines {
    let json: Bool
    private var printed = 0

    init(json: Bool) { self.json = json }

    /// Prints the steps that are new: on standard output, or on standard error where that is for JSON.
    mutating func take(_ command: CommandStatus) {
        for step in command.steps.dropFirst(printed) {
            let line = ValveTable.step(step, of: command)
            if json { Output.note(line) } else { Output.write(line + "\n") }
        }
        printed = max(printed, command.steps.count)
    }
}
