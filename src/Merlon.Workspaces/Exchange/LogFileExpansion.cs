using Merlon.Documents;
using Merlon.Logs;

namespace Merlon.Workspaces.Exchange;

/// <summary>Makes inputs of found files: looks what each is packed in, and names what archives hold.</summary>
/// <param name="options">Bounds, and standard input.</param>
/// <param name="log">Takes what was noticed.</param>
sealed class LogFileExpansion(LogFileOptions options, DiagnosticLog log)
{
    // How much compressed logs grow, where their container does not say: for the progress line only.
    const int GuessedRatio = 12;

    readonly List<LogInput> inputs = [];
    bool isFull;

    /// <summary>What there is to read.</summary>
    public IReadOnlyList<LogInput> Inputs => inputs;

    sealed record Item(string Document, Func<LogFileSource> Open, long? Bytes, bool IsNamed, bool IsNested);

    /// <summary>Adds a file, or the files in it.</summary>
    public void Add(LogFileFound file)
    {
        if (file.Path.Equals(LogFiles.StandardInput, StringComparison.Ordinal))
        {
            AddStream(file.Document, options.OpenStandardInput);
            return;
        }

        try
        {
            var length = new FileInfo(Links.FindFile(new FileInfo(file.Path))?.FullName ?? file.Path).Length;
            if (length == 0 && file.IsNamed)
            {
                AddStream(file.Document, () => LogFiles.OpenFile(file.Path)); // a pipe, or empty
                return;
            }

            var item = new Item(file.Document, () => new LogFileSource(LogFiles.OpenFile(file.Path)), length, file.IsNamed, IsNested: false);
            Add(item, file.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            log.Of(file.Document).Error("LOG310", $"the file cannot be read: {e.Message.TrimEnd('.')}");
        }
    }

    void Add(Item item, string? path)
    {
        var kind = KindOf(item.Open);
        switch (kind.Kind)
        {
            case LogFilePacking.None:
                Keep(item, isPacked: item.IsNested);
                break;
            case LogFilePacking.Gzip or LogFilePacking.Bzip2 or LogFilePacking.Xz:
                AddPacked(item, kind, path);
                break;
            case LogFilePacking.Zip when path is not null:
                AddZip(item, path);
                break;
            case LogFilePacking.Tar when !item.IsNested:
                AddTar(item);
                break;
            case LogFilePacking.Foreign:
                log.Of(item.Document).Error("LOG320", $"the file is {kind.Advice}");
                break;
            default:
                log.Of(item.Document).Warn("LOG324", "an archive within an archive was left out", advice: "unpack it first");
                break;
        }
    }

    void AddPacked(Item item, LogFileKind kind, string? path)
    {
        var inner = item with { Open = () => Unpack(item.Open, kind), Bytes = UnpackedBytes(item, kind, path) };
        var innerKind = KindOf(inner.Open);
        if (innerKind.Kind == LogFilePacking.Tar && !item.IsNested)
        {
            AddTar(inner);
        }
        else if (innerKind.Kind == LogFilePacking.None)
        {
            Keep(inner, isPacked: true);
        }
        else
        {
            log.Of(item.Document).Warn("LOG324", "an archive within an archive was left out", advice: "unpack it first");
        }
    }

    void AddZip(Item item, string path)
    {
        try
        {
            foreach (var entry in LogFileZip.EntriesOf(path))
            {
                var document = $"{item.Document}!{entry.Name}";
                if (IsPassedOver(entry.Name))
                {
                    continue;
                }

                if (entry.Refusal is { } refusal)
                {
                    log.Of(document).Warn("LOG321", refusal, advice: entry.IsEncrypted ? "unpack the archive first" : null);
                    continue;
                }

                Add(new Item(document, () => LogFileZip.Open(path, entry), entry.Bytes, IsNamed: false, IsNested: true), path: null);
            }
        }
        catch (InvalidDataException e)
        {
            log.Of(item.Document).Error("LOG323", $"the archive is damaged: {e.Message}", advice: "unzip may still repair it (zip -FF)");
        }
    }

    void AddTar(Item item)
    {
        var archive = new LogFileTar(item.Open);
        try
        {
            foreach (var entry in archive.Entries())
            {
                if (!IsPassedOver(entry.Name) && entry.Bytes > 0)
                {
                    Add(new Item($"{item.Document}!{entry.Name}", () => archive.Open(entry), entry.Bytes, IsNamed: false, IsNested: true), path: null);
                }

                if (isFull)
                {
                    break;
                }
            }
        }
        catch (Exception e) when (e is IOException || LogFileKind.IsDamage(e))
        {
            log.Of(item.Document).Error("LOG323", $"the archive is damaged; what stands before that is read: {e.Message.TrimEnd('.')}");
        }
    }

    // What cannot be looked at before it is read: told apart when it is opened.
    void AddStream(string document, Func<Stream>? open)
    {
        if (open is null)
        {
            log.Of(document).Error("LOG310", "there is no standard input");
            return;
        }

        var trouble = new DiagnosticLog(document, options.Limits);
        Keep(new Item(document, () => Recognised(open(), trouble), Bytes: null, IsNamed: true, IsNested: false), isPacked: true, trouble);
    }

    static LogFileSource Recognised(Stream stream, DiagnosticLog trouble)
    {
        var head = new byte[LogFileKind.HeadBytes];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var kind = LogFileKind.Of(head.AsSpan(0, length));
        var whole = new HeadedStream(head.AsMemory(0, length), stream);
        switch (kind.Kind)
        {
            case LogFilePacking.Gzip or LogFilePacking.Bzip2 or LogFilePacking.Xz:
                return kind.Unpack(whole);
            case LogFilePacking.Zip or LogFilePacking.Tar or LogFilePacking.Foreign:
                trouble.Error("LOG320", SourceLocation.Whole, kind.Advice is { } advice ? $"what comes in is {advice}" : "an archive cannot be read from a pipe", advice: "name the file");
                whole.Dispose();
                return new LogFileSource(Stream.Null);
            default:
                return new LogFileSource(whole);
        }
    }

    void Keep(Item item, bool isPacked, DiagnosticLog? trouble = null)
    {
        if (inputs.Count == LogFiles.FilesMax)
        {
            if (!isFull)
            {
                isFull = true;
                log.Of(item.Document).Error("LOG304", FormattableString.Invariant($"more than {LogFiles.FilesMax:N0} files; the rest was left out"), advice: "name narrower folders or patterns");
            }

            return;
        }

        trouble ??= new DiagnosticLog(item.Document, options.Limits);
        var expected = isPacked ? null : item.Bytes;
        inputs.Add(new LogInput(item.Document, () => new LogFileStream(item.Open, trouble) { BytesExpected = expected, Options = options }, item.Bytes, options.Format)
        {
            IsNamed = item.IsNamed,
            Trouble = trouble,
        });
    }

    static LogFileSource Unpack(Func<LogFileSource> open, LogFileKind kind) => kind.Unpack(open().Content);

    static LogFileKind KindOf(Func<LogFileSource> open)
    {
        try
        {
            using var stream = open().Content;
            var head = new byte[LogFileKind.HeadBytes];
            return LogFileKind.Of(head.AsSpan(0, stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false)));
        }
        catch (Exception e) when (LogFileKind.IsDamage(e))
        {
            return default; // reading it whole says what is wrong
        }
    }

    // RFC 1952, 2.3.1: the last four bytes are the size of the last member, modulo 2^32.
    static long? UnpackedBytes(Item item, LogFileKind kind, string? path)
    {
        if (kind.Kind == LogFilePacking.Gzip && path is not null && item.Bytes is > 18 and < 256 * 1024 * 1024)
        {
            using var file = LogFiles.OpenFile(path);
            Span<byte> size = stackalloc byte[4];
            file.Position = file.Length - 4;
            file.ReadExactly(size);
            if (System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(size) is var bytes && bytes > item.Bytes)
            {
                return bytes;
            }
        }

        return item.Bytes * GuessedRatio;
    }

    static bool IsPassedOver(string entry)
        => entry.EndsWith('/') || entry.StartsWith("__MACOSX/", StringComparison.Ordinal) || entry.Split('/')[^1].StartsWith('.');
}
