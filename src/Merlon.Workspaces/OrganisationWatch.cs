using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Merlon.Workspaces.Storage;

namespace Merlon.Workspaces;

/// <summary>
/// Looks at the files of an organisation and of its logs by size and time of change, which works on every file system and network share. Keeps one
/// hash and a line for each log source, whatever the number of files or of looks. For one thread at a time.
/// </summary>
public sealed class OrganisationWatch
{
    /// <summary>Most log sources that are watched.</summary>
    public const int LogSourcesMax = 10_000;

    /// <summary>Most files that are looked at for one log source.</summary>
    public const int LogFilesMax = 100_000;

    /// <summary>Changes of a log source after which its usual interval counts.</summary>
    const int IntervalsMin = 3;

    readonly WatchRequest request;
    readonly TimeProvider clock;
    readonly SortedDictionary<string, WatchedLog> logs = new(StringComparer.Ordinal);

    /// <summary>Watches for a request; nothing is looked at yet.</summary>
    /// <exception cref="FileNotFoundException">A log path of the request does not exist.</exception>
    public OrganisationWatch(WatchRequest request, TimeProvider clock)
    {
        foreach (var path in request.LogPaths)
        {
            if (!File.Exists(path) && !Directory.Exists(path))
            {
                throw new FileNotFoundException($"{path} does not exist: name a log file or a folder of logs", path);
            }
        }

        this.request = request;
        this.clock = clock;
    }

    /// <summary>
    /// What the files are like now: the same text as long as nothing changed. Files that cannot be looked at count as changed to that.
    /// </summary>
    /// <param name="last">The last assessment that succeeded, or null: it says which files there are beside the organisation's own.</param>
    public string Fingerprint(WatchedAssessment? last)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var organisation = Directory.Exists(request.OrganisationPath)
            ? Path.Combine(request.OrganisationPath, Assessment.OrganisationFile.FileName) : request.OrganisationPath;
        Add(hash, organisation);
        Add(hash, Path.Combine(request.WorkspaceFolder, WorkspaceFile.FileName));
        AddText(hash, DateOnly.FromDateTime(clock.GetLocalNow().DateTime).ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        foreach (var path in request.RulePaths.Concat(last?.Paths ?? []))
        {
            AddTree(hash, path);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>Looks at the logs: those that fell silent or spoke again since the last look, by name.</summary>
    public IReadOnlyList<LogActivity> LookAtLogs()
    {
        var now = clock.GetUtcNow();
        List<LogActivity> activities = [];
        foreach (var (name, path) in LogSources())
        {
            if (NewestOf(path) is not { } newest)
            {
                continue;
            }

            var isNew = !logs.TryGetValue(name, out var known);
            known ??= new WatchedLog { Last = newest };
            logs[name] = known;
            if (newest > known.Last)
            {
                known.Intervals++;
                known.Usual += ((newest - known.Last) - known.Usual) / known.Intervals;
                known.Last = newest;
            }

            var silence = now - known.Last;
            var isQuiet = silence > request.QuietAfter
                || request.QuietTimes > 0 && known.Intervals >= IntervalsMin && silence > request.QuietTimes * known.Usual;
            if (isQuiet != known.IsQuiet && !(isNew && !isQuiet))
            {
                activities.Add(new LogActivity(name, isQuiet, known.Last, known.Intervals >= IntervalsMin ? known.Usual : null));
            }

            known.IsQuiet = isQuiet;
        }

        return activities;
    }

    /// <summary>Names of the log sources that are silent as of the last look.</summary>
    public IReadOnlyList<string> QuietSources => [.. logs.Where(static l => l.Value.IsQuiet).Select(static l => l.Key)];

    /// <summary>A file is a source; of a folder each file and each folder directly in it is one.</summary>
    IEnumerable<(string Name, string Path)> LogSources()
    {
        List<(string, string)> sources = [];
        foreach (var path in request.LogPaths)
        {
            if (File.Exists(path))
            {
                sources.Add((path.Replace('\\', '/'), path));
                continue;
            }

            try
            {
                sources.AddRange(new DirectoryInfo(path).EnumerateFileSystemInfos().Where(static e => !e.Name.StartsWith('.')).Take(LogSourcesMax)
                    .Select(e => ($"{path.Replace('\\', '/').TrimEnd('/')}/{e.Name}", e.FullName)));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A share that is away for a moment: its sources fall silent when it stays away.
            }
        }

        foreach (var name in logs.Keys)
        {
            if (!sources.Exists(s => string.Equals(s.Item1, name, StringComparison.Ordinal)))
            {
                sources.Add((name, name));
            }
        }

        return sources.Take(LogSourcesMax);
    }

    DateTimeOffset? NewestOf(string path)
    {
        try
        {
            if (File.Exists(path))
            {
                return new DateTimeOffset(File.GetLastWriteTimeUtc(path), TimeSpan.Zero);
            }

            if (!Directory.Exists(path))
            {
                return logs.TryGetValue(path, out var gone) ? gone.Last : null;
            }

            DateTimeOffset? newest = null;
            foreach (var file in new DirectoryInfo(path).EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true }).Take(LogFilesMax))
            {
                var at = new DateTimeOffset(file.LastWriteTimeUtc, TimeSpan.Zero);
                newest = newest is { } best && best >= at ? best : at;
            }

            return newest;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return logs.TryGetValue(path, out var known) ? known.Last : null;
        }
    }

    static void AddTree(IncrementalHash hash, string path)
    {
        if (!Directory.Exists(path))
        {
            Add(hash, path);
            return;
        }

        try
        {
            foreach (var file in Directory.EnumerateFiles(path, "*", new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = true })
                .Where(static file => !Path.GetFileName(file).StartsWith('.')).Take(LogFilesMax).Order(StringComparer.Ordinal))
            {
                Add(hash, file);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AddText(hash, "?");
        }
    }

    static void Add(IncrementalHash hash, string path)
    {
        AddText(hash, path);
        try
        {
            FileInfo file = new(path);
            Span<byte> numbers = stackalloc byte[16];
            BinaryPrimitives.WriteInt64LittleEndian(numbers, file.Exists ? file.Length : -1);
            BinaryPrimitives.WriteInt64LittleEndian(numbers[8..], file.Exists ? file.LastWriteTimeUtc.Ticks : 0);
            hash.AppendData(numbers);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            AddText(hash, "?");
        }
    }

    static void AddText(IncrementalHash hash, string text) => hash.AppendData(Encoding.UTF8.GetBytes(text + "\n"));

    sealed class WatchedLog
    {
        public DateTimeOffset Last { get; set; }

        public TimeSpan Usual { get; set; }

        public int Intervals { get; set; }

        public bool IsQuiet { get; set; }
    }
}

/// <summary>What to watch.</summary>
/// <param name="OrganisationPath">An <c>organisation.yaml</c> or the folder that holds one.</param>
/// <param name="WorkspaceFolder">The workspace: a change of the release in use counts.</param>
/// <param name="RulePaths">Further rules.</param>
/// <param name="LogPaths">Log files, and folders whose entries are log sources.</param>
/// <param name="QuietAfter">Silence after which a log source is a finding.</param>
/// <param name="QuietTimes">How many of its usual intervals a log source may be silent; 0 to leave that out.</param>
public sealed record WatchRequest(
    string OrganisationPath, string WorkspaceFolder, IReadOnlyList<string> RulePaths, IReadOnlyList<string> LogPaths, TimeSpan QuietAfter, int QuietTimes);

/// <summary>A log source that fell silent or speaks again.</summary>
/// <param name="Name">Its path as asked for.</param>
/// <param name="IsQuiet">True when it fell silent.</param>
/// <param name="Last">When it last grew (UTC).</param>
/// <param name="Usual">Its usual interval, or null while it is not known.</param>
public sealed record LogActivity(string Name, bool IsQuiet, DateTimeOffset Last, TimeSpan? Usual);
