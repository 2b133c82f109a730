using System.Text;
using System.Text.Json;
using Merlon.Documents;
using Merlon.Hunting;
using Merlon.Logs;
using Merlon.Pipelines;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Remembers what a hunt matched, file by file, so that one that was stopped goes on behind the last file that it finished and
/// gives what it would have given in one go: what was matched is played again, in its order, before the next file is read
/// (docs/formats/hunt-state.md). Lines of JSON, appended; each file's end is flushed to the disk, and what stands behind the
/// last one is cut off.
/// </summary>
sealed class HuntState : IHuntSink, IDisposable
{
    const string FormatName = "merlon-hunt-state";

    readonly FileStream file;
    readonly int rulesCount;
    readonly IHuntSink sink;
    readonly MemoryStream line = new();
    readonly Dictionary<string, long?> sizes;

    HuntState(FileStream file, int rulesCount, IHuntSink sink, IReadOnlyList<LogInput> inputs)
    {
        this.file = file;
        this.rulesCount = rulesCount;
        this.sink = sink;
        sizes = inputs.GroupBy(static input => input.Document, StringComparer.Ordinal).ToDictionary(static group => group.Key, static group => group.First().Bytes, StringComparer.Ordinal);
    }

    /// <summary>Files that were done before; they come first among the inputs and are not read again.</summary>
    public int Done { get; private set; }

    /// <summary>Opens a state and plays what it holds into the sink.</summary>
    /// <param name="path">The file; begun when missing.</param>
    /// <param name="question">What was asked: rules and options that change what matches. Another question is refused.</param>
    /// <param name="inputs">Every input of the hunt, in order.</param>
    /// <param name="pipelines">Pipelines of the hunt, to find routes again.</param>
    /// <param name="rulesCount">How many rules it has.</param>
    /// <param name="sink">Takes what is played, and what comes after.</param>
    /// <exception cref="InvalidDataException">It is no state, or one of another hunt; the message says what to do.</exception>
    public static HuntState Open(string path, string question, IReadOnlyList<LogInput> inputs, PipelineSet pipelines, int rulesCount, IHuntSink sink)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path)) ?? "");
        var opened = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
        var isOpen = false;
        try
        {
            var state = new HuntState(opened, rulesCount, sink, inputs);
            state.Begin(path, question, inputs, pipelines);
            isOpen = true;
            return state;
        }
        finally
        {
            if (!isOpen)
            {
                opened.Dispose();
            }
        }
    }

    /// <inheritdoc/>
    public void OnMatch(in RecordMatch match)
    {
        var one = match;
        Append(json => WriteMatch(json, one));
        sink.OnMatch(match);
    }

    /// <inheritdoc/>
    public void OnFile(FileTally file)
    {
        Append(json => WriteFile(json, file));
        this.file.Flush(flushToDisk: true);
        sink.OnFile(file);
    }

    /// <inheritdoc/>
    public void OnProfile(Sigma.Matching.RuleProfile profile) => sink.OnProfile(profile);

    /// <inheritdoc/>
    public void Dispose()
    {
        line.Dispose();
        file.Dispose();
    }

    void Begin(string path, string question, IReadOnlyList<LogInput> inputs, PipelineSet pipelines)
    {
        if (file.Length == 0)
        {
            Append(json =>
            {
                json.WriteString("format", FormatName);
                json.WriteNumber("version", 1);
                json.WriteString("question", question);
            });
            file.Flush(flushToDisk: true);
            return;
        }

        // First to the last file that was done; then that much is played.
        var (end, done) = Survey(path, question, inputs);
        file.SetLength(end);
        Done = done;
        Play(end, pipelines);
        file.Position = end;
    }

    (long End, int Done) Survey(string path, string question, IReadOnlyList<LogInput> inputs)
    {
        var (end, done, isFirst) = (0L, 0, true);
        foreach (var (text, after) in Lines())
        {
            using var json = Parse(text);
            if (isFirst)
            {
                if (json is null || !Is(json, "format", FormatName))
                {
                    throw new InvalidDataException($"{path} is no state of a hunt: name another file with --resume, or remove it");
                }

                if (!Is(json, "question", question))
                {
                    throw new InvalidDataException($"{path} is the state of another hunt: the rules or options differ. Use the same ones, or remove it to begin anew");
                }

                (isFirst, end) = (false, after);
            }
            else if (json is null)
            {
                break; // torn; what comes after is cut off
            }
            else if (json.RootElement.TryGetProperty("file", out var document))
            {
                if (done >= inputs.Count || !document.ValueEquals(inputs[done].Document) || SizeOf(json) != (inputs[done].Bytes ?? -1))
                {
                    throw new InvalidDataException($"{path} is the state of other logs: {document.GetString()} changed, or stands elsewhere among them. Remove it to begin anew");
                }

                (end, done) = (after, done + 1);
            }
        }

        return (end, done);
    }

    void Play(long end, PipelineSet pipelines)
    {
        var record = new LogEvent();
        foreach (var (text, after) in Lines())
        {
            using var json = Parse(text);
            if (json is null || after > end)
            {
                break;
            }

            if (json.RootElement.TryGetProperty("match", out _))
            {
                sink.OnMatch(Whole(() => MatchOf(json.RootElement, pipelines, record)));
            }
            else if (json.RootElement.TryGetProperty("file", out _))
            {
                sink.OnFile(Whole(() => TallyOf(json.RootElement)));
            }
        }
    }

    // Lines that Merlon wrote are whole; somebody else's hand shows here.
    T Whole<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException($"{file.Name} is damaged: remove it to begin anew", e);
        }
    }

    RecordMatch MatchOf(JsonElement json, PipelineSet pipelines, LogEvent record)
    {
        var pipeline = pipelines.Find(json.GetProperty("pipeline").GetString() ?? "") ?? throw new FormatException("an unknown pipeline");
        int[] rules = [.. json.GetProperty("match").EnumerateArray().Select(static rule => rule.GetInt32())];
        if (rules.Any(rule => rule < 0 || rule >= rulesCount))
        {
            throw new FormatException("an unknown rule");
        }

        record.Clear();
        record.Format = Enum.Parse<LogFormat>(json.GetProperty("as").GetString() ?? "");
        record.Number = json.GetProperty("number").GetInt64();
        record.Offset = json.GetProperty("offset").GetInt64();
        foreach (var field in json.GetProperty("fields").EnumerateArray())
        {
            record.Add(field[0].GetBytesFromBase64(), field[1].GetBytesFromBase64(), (LogValueKind)field[2].GetInt32(), field[3].GetInt32(), field[4].GetBoolean());
        }

        var route = PipelineSet.RouteOf(pipeline, [.. json.GetProperty("selectors").EnumerateArray().Select(static value => value.GetString() ?? "")]);
        return new RecordMatch(json.GetProperty("document").GetString() ?? "", record, route, rules);
    }

    static void WriteMatch(Utf8JsonWriter json, RecordMatch match)
    {
        json.WriteStartArray("match");
        foreach (var rule in match.RuleIndexes.Span)
        {
            json.WriteNumberValue(rule);
        }

        json.WriteEndArray();
        json.WriteString("document", match.Document);
        json.WriteString("as", match.Record.Format.ToString());
        json.WriteNumber("number", match.Record.Number);
        json.WriteNumber("offset", match.Record.Offset);
        json.WriteString("pipeline", match.Route.Pipeline.Name);
        json.WriteStartArray("selectors");
        foreach (var value in match.Route.SelectorValues)
        {
            json.WriteStringValue(value);
        }

        json.WriteEndArray();
        json.WriteStartArray("fields");
        for (var i = 0; i < match.Record.Count; i++)
        {
            json.WriteStartArray();
            json.WriteBase64StringValue(match.Record.NameOf(i)); // bytes as they are, valid UTF-8 or not
            json.WriteBase64StringValue(match.Record.ValueOf(i));
            json.WriteNumberValue((int)match.Record.KindOf(i));
            json.WriteNumberValue(match.Record.DepthOf(i));
            json.WriteBooleanValue(match.Record.IsElement(i));
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    void WriteFile(Utf8JsonWriter json, FileTally tally)
    {
        json.WriteString("file", tally.Document);
        json.WriteNumber("size", sizes.GetValueOrDefault(tally.Document) ?? -1);
        json.WriteString("as", tally.Format.ToString());
        json.WriteNumber("records", tally.Records);
        json.WriteNumber("failed", tally.Failed);
        json.WriteNumber("unrouted", tally.Unrouted);
        json.WriteNumber("bytes", tally.Bytes);
        json.WriteStartObject("pipelines");
        foreach (var (name, count) in tally.Pipelines)
        {
            json.WriteNumber(name, count);
        }

        json.WriteEndObject();
        json.WriteStartArray("diagnostics");
        foreach (var one in tally.Diagnostics)
        {
            json.WriteStartArray();
            json.WriteStringValue(one.Code);
            json.WriteNumberValue((int)one.Severity);
            json.WriteStringValue(one.Document);
            json.WriteNumberValue(one.Location.Line);
            json.WriteNumberValue(one.Location.Column);
            json.WriteStringValue(one.Location.Path);
            json.WriteStringValue(one.Message);
            json.WriteStringValue(one.Excerpt);
            json.WriteStringValue(one.Advice);
            json.WriteEndArray();
        }

        json.WriteEndArray();
    }

    static FileTally TallyOf(JsonElement json) => new(
        json.GetProperty("file").GetString() ?? "", Enum.Parse<LogFormat>(json.GetProperty("as").GetString() ?? ""), json.GetProperty("records").GetInt64(), json.GetProperty("failed").GetInt64(),
        json.GetProperty("unrouted").GetInt64(), json.GetProperty("bytes").GetInt64(),
        json.GetProperty("pipelines").EnumerateObject().ToDictionary(static pair => pair.Name, static pair => pair.Value.GetInt64(), StringComparer.Ordinal),
        [
            .. json.GetProperty("diagnostics").EnumerateArray().Select(static one => new Diagnostic(
                one[0].GetString() ?? "", (Severity)one[1].GetInt32(), one[2].GetString() ?? "", new SourceLocation(one[3].GetInt32(), one[4].GetInt32(), one[5].GetString()),
                one[6].GetString() ?? "", one[7].GetString(), one[8].GetString())),
        ]);

    static long SizeOf(JsonDocument json) => json.RootElement.TryGetProperty("size", out var size) && size.ValueKind == JsonValueKind.Number && size.TryGetInt64(out var bytes) ? bytes : -1;

    static bool Is(JsonDocument json, string name, string value)
        => json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty(name, out var found) && found.ValueKind == JsonValueKind.String && found.ValueEquals(value);

    static JsonDocument? Parse(string text)
    {
        try
        {
            return JsonDocument.Parse(text);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    // Whole lines and where each ends; one without its line break was torn off.
    IEnumerable<(string Text, long After)> Lines()
    {
        file.Position = 0;
        var at = 0L;
        List<byte> text = [];
        var buffer = new byte[81_920];
        for (int read; (read = file.Read(buffer)) > 0;)
        {
            for (var i = 0; i < read; i++)
            {
                if (buffer[i] != (byte)'\n')
                {
                    text.Add(buffer[i]);
                    continue;
                }

                yield return (Encoding.UTF8.GetString([.. text]), at + i + 1);
                text.Clear();
            }

            at += read;
        }
    }

    void Append(Action<Utf8JsonWriter> write)
    {
        line.SetLength(0);
        using (var json = new Utf8JsonWriter(line))
        {
            json.WriteStartObject();
            write(json);
            json.WriteEndObject();
        }

        line.WriteByte((byte)'\n');
        file.Write(line.GetBuffer(), 0, (int)line.Length);
    }
}
