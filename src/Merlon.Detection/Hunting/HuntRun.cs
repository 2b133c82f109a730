using Merlon.Logs;
using Merlon.Sigma.Matching;

namespace Merlon.Hunting;

/// <summary>
/// One run of a hunt: threads take pieces of files in order and evaluate them side by side; whoever finishes the piece whose
/// turn it is hands over what was found, so that the sink sees the order of the files whatever the number of threads. Only so
/// many pieces are on their way at a time.
/// </summary>
sealed class HuntRun : IDisposable
{
    readonly object gate = new();
    readonly Lock reading = new();
    readonly Dictionary<long, HuntPiece> finished = [];
    readonly HuntPieces pieces;
    readonly HuntOptions options;
    readonly RuleSet rules;
    readonly CancellationToken cancellation;
    readonly CancellationTokenRegistration registration;
    long taken;
    long turn;
    bool isDelivering;
    bool isStopping;
    long bytesBefore;
    long recordsBefore;

    /// <summary>A run over inputs.</summary>
    public HuntRun(IEnumerable<LogInput> inputs, RuleSet rules, HuntOptions options, IHuntSink sink, CancellationToken cancellation)
    {
        this.options = options;
        this.rules = rules;
        this.cancellation = cancellation;
        Sink = sink;
        pieces = new HuntPieces(inputs, options);
        registration = cancellation.Register(Wake);
    }

    /// <summary>Takes what is found.</summary>
    public IHuntSink Sink { get; }

    /// <summary>Stops a piece where the run was cancelled.</summary>
    public void ThrowIfCancelled() => cancellation.ThrowIfCancellationRequested();

    /// <summary>Evaluates everything; throws what a sink or an input threw, and where the run was cancelled.</summary>
    public void ToEnd()
    {
        List<HuntThread> threads = [];
        for (var i = 0; i < options.Threads; i++)
        {
            threads.Add(new HuntThread(rules, options));
        }

        Task[] others = [.. threads.Skip(1).Select(thread => Task.Factory.StartNew(() => Work(thread), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default))];
        try
        {
            Work(threads[0]);
        }
        finally
        {
            // Files are closed when all threads are done with them.
            ((IAsyncResult)Task.WhenAll(others)).AsyncWaitHandle.WaitOne();
        }

        Task.WhenAll(others).GetAwaiter().GetResult();
        AddProfiles(threads);
    }

    /// <summary>True when another thread throws: nothing is handed over from then on.</summary>
    public bool IsStopping => Volatile.Read(ref isStopping);

    /// <summary>Waits until everything before a piece was handed over; the piece may then hand over as it goes. False where it never comes to that, since the run is stopping.</summary>
    public bool WaitForTurn(HuntPiece piece)
    {
        lock (gate)
        {
            while (turn != piece.Number && !isStopping)
            {
                Monitor.Wait(gate);
                cancellation.ThrowIfCancellationRequested();
            }

            return !isStopping;
        }
    }

    /// <summary>True where everything before a piece was handed over.</summary>
    public bool IsTurn(HuntPiece piece) => Volatile.Read(ref turn) == piece.Number;

    /// <summary>Says how far the run is; for the piece whose turn it is.</summary>
    public void Report(HuntFile file) => options.OnProgress?.Invoke(new HuntProgress(file.Document, bytesBefore + file.Bytes, recordsBefore + file.Records));

    /// <summary>Hands over that a file is done; for the piece whose turn it is.</summary>
    public void End(HuntFile file)
    {
        Sink.OnFile(file.ToTally());
        Report(file);
        bytesBefore += file.Bytes;
        recordsBefore += file.Records;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        registration.Dispose();
        pieces.Dispose();
    }

    void Work(HuntThread thread)
    {
        var isDone = false;
        try
        {
            while (Take() is { } piece)
            {
                piece.Run(this, thread);
                Complete(piece, thread);
            }

            isDone = true;
        }
        finally
        {
            if (!isDone)
            {
                lock (gate)
                {
                    isStopping = true;
                }

                Wake();
            }
        }
    }

    HuntPiece? Take()
    {
        lock (reading)
        {
            lock (gate)
            {
                while (taken - turn >= options.Threads * 2 && !isStopping)
                {
                    Monitor.Wait(gate);
                    cancellation.ThrowIfCancellationRequested();
                }

                if (isStopping)
                {
                    return null; // another thread throws
                }
            }

            cancellation.ThrowIfCancellationRequested();
            var piece = pieces.Next();
            if (piece is not null)
            {
                piece.Number = taken++;
            }

            return piece;
        }
    }

    void Complete(HuntPiece piece, HuntThread thread)
    {
        lock (gate)
        {
            finished.Add(piece.Number, piece);
            if (isDelivering || isStopping)
            {
                return;
            }

            isDelivering = true;
        }

        while (true)
        {
            HuntPiece? next;
            lock (gate)
            {
                if (isStopping || !finished.Remove(turn, out next))
                {
                    isDelivering = false;
                    return;
                }
            }

            next.Deliver(this, thread);
            lock (gate)
            {
                turn++;
                Monitor.PulseAll(gate);
            }
        }
    }

    void Wake()
    {
        lock (gate)
        {
            Monitor.PulseAll(gate);
        }
    }

    void AddProfiles(List<HuntThread> threads)
    {
        if (threads[0].Matcher.Profile is not { } profile)
        {
            return;
        }

        foreach (var thread in threads.Skip(1))
        {
            profile.Add(thread.Matcher.Profile!); // what one was asked for, all were
        }

        Sink.OnProfile(profile);
    }
}
