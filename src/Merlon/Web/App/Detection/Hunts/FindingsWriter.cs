using System.Text;
using Merlon.Hunting;
using Merlon.Workspaces;

namespace Merlon.Web.App.Detection.Hunts;

/// <summary>Writes findings to the disk as they come, and remembers the last few for those who watch.</summary>
sealed class FindingsWriter : IDisposable
{
    /// <summary>Most findings of a hunt that are kept; the others are counted.</summary>
    public const int StoredFindingsMax = 250_000;

    /// <summary>Most bytes of kept findings of a hunt.</summary>
    public const long StoredFindingsBytesMax = 1024L * 1024 * 1024;

    /// <summary>Findings that are shown while a hunt runs.</summary>
    public const int LatestMax = 12;

    const int BufferBytes = 256 * 1024;

    readonly FileStream output;
    readonly HuntNaming naming;
    readonly HuntKnowledge knowledge;
    readonly Queue<LatestFinding> latest = new();
    readonly Lock gate = new();
    long count;

    public FindingsWriter(string path, HuntNaming naming, HuntKnowledge knowledge)
    {
        output = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.None, BufferBytes);
        this.naming = naming;
        this.knowledge = knowledge;
    }

    /// <summary>Findings so far.</summary>
    public long Count => Volatile.Read(ref count);

    /// <summary>Findings that were counted but not kept.</summary>
    public long NotKept { get; private set; }

    /// <summary>The last of them, the newest first.</summary>
    public IReadOnlyList<LatestFinding> Latest()
    {
        lock (gate)
        {
            return [.. latest.Reverse()];
        }
    }

    /// <summary>Takes a finding.</summary>
    public void Add(Finding finding)
    {
        Interlocked.Increment(ref count);
        var shown = naming.Of(finding);
        if (count > StoredFindingsMax || output.Position > StoredFindingsBytesMax)
        {
            NotKept++;
        }
        else
        {
            output.Write(Encoding.UTF8.GetBytes(JsonText.Line(json =>
            {
                json.WriteStartObject();
                FindingJson.Write(json, shown, knowledge);
                json.WriteEndObject();
            })));
            output.WriteByte((byte)'\n');
        }

        lock (gate)
        {
            latest.Enqueue(new LatestFinding(shown.Time, shown.Rule.Title, shown.Rule.Level, shown.Host));
            if (latest.Count > LatestMax)
            {
                latest.Dequeue();
            }
        }
    }

    /// <summary>Brings everything to the disk.</summary>
    public void Flush() => output.Flush(flushToDisk: true);

    /// <inheritdoc/>
    public void Dispose() => output.Dispose();
}

/// <summary>A finding as it came, in short.</summary>
/// <param name="Time">When it happened, or null.</param>
/// <param name="Rule">Title of its rule; foreign text.</param>
/// <param name="Level">Its level.</param>
/// <param name="Host">Its host; foreign text.</param>
sealed record LatestFinding(DateTimeOffset? Time, string Rule, string Level, string Host);
