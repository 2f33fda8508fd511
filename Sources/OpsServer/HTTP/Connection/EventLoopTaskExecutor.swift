import NIOCore

/// Runs connections' tasks on their own event loop: a request that is read there is answered there, without a thread
/// switch on the way in and another on the way out.
///
/// What may take long must leave it: ``RouteBook`` sends every route's work to the concurrent pool that is not said to
/// be short.
///
/// `@unchecked Sendable` holds because `ready` and `isAwaited` are touched on the loop's thread alone.
final class EventLoopTaskExecutor: TaskExecutor, @unchecked Sendable {
    private let loop: any EventLoop
    private var ready: [UnownedJob] = []
    private var spare: [UnownedJob] = []
    /// The loop will look into `ready` by itself.
    private var isAwaited = false

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        guard loop.inEventLoop else { return loop.execute { self.run(job) } }
        // Jobs of one turn run together at its end: the loop is asked once for all of them.
        ready.append(job)
        guard !isAwaited else { return }
        isAwaited = true
        loop.execute { self.runReady() }
    }

    private func runReady() {
        isAwaited = false
        swap(&ready, &spare)
        for job in spare { run(job) }
        spare.removeAll(keepingCapacity: true)
    }

    private func run(_ job: UnownedJob) { job.runSynchronously(on: asUnownedTaskExecutor()) }
}

/// One executor a loop: what happens on several connections in one turn of their loop is run together.
final class EventLoopTaskExecutors: Sendable {
    private let known = Guarded<[ObjectIdentifier: EventLoopTaskExecutor]>([:])

    func executor(of loop: any EventLoop) -> EventLoopTaskExecutor {
        known.with { known in
            if let executor = known[ObjectIdentifier(loop)] { return executor }
            let made = EventLoopTaskExecutor(loop)
            known[ObjectIdentifier(loop)] = made
            return made
        }
    }
}
