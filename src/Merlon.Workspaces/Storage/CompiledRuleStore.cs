using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Merlon.Documents;
using Merlon.Sigma;
using Merlon.Sigma.Compiled;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces.Storage;

/// <summary>
/// Rules that were read before, compiled, in the folder <c>rules</c> of a workspace. They are taken where every file has the
/// size and date that it had, or else the same content; anything else is read anew, and so is everything when another Merlon
/// wrote it. Nobody may rely on it: a workspace may be missing or read-only.
/// </summary>
/// <param name="workspaceFolder">The workspace, which may not exist.</param>
/// <param name="clock">Says which files are too young for their date to be trusted.</param>
sealed class CompiledRuleStore(string workspaceFolder, TimeProvider clock)
{
    /// <summary>Folder in the workspace.</summary>
    public const string FolderName = "rules";

    /// <summary>Name among the derived files.</summary>
    public const string FileName = "rules.pack";

    /// <summary>Largest compiled rules that are read, in bytes; those of SigmaHQ have 3.6 MB.</summary>
    public const int CompiledBytesMax = 256 * 1024 * 1024;

    /// <summary>Age from which a file's date tells whether it was written again, in seconds: file systems count in up to two.</summary>
    const int TrustedAgeSeconds = 2;

    readonly string folder = Path.Combine(workspaceFolder, FolderName);

    /// <summary>As <see cref="RuleContent"/> reads, from what is stored where that says the same.</summary>
    /// <exception cref="FileNotFoundException">A path does not exist.</exception>
    public Parsed<SigmaContent> Read(IReadOnlyList<string> paths, SigmaReadOptions options, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (options.Limits != ReadLimits.Default || !Directory.Exists(workspaceFolder))
        {
            return RuleContent.Read(paths, options, progress, cancellationToken);
        }

        RuleSources.RequireAll(paths);
        var files = FilesOf(paths, options.Limits);
        var stamps = StampsOf(files);
        var derived = new DerivedFiles(folder, DerivedFiles.KeyOf(KeyParts(paths, options)));
        var stored = derived.TryRead(FileName, CompiledBytesMax);
        if (stored is not null && CompiledSigma.OriginOf(stored) is { } origin && TryOpen(derived, stored, origin, stamps, files) is { } known)
        {
            return known;
        }

        var read = RuleContent.Read(paths, options, progress, cancellationToken);
        if (files.Count > 0 && read.Value is not null && HashOf(files) is { } hash)
        {
            TrySave(derived, read, hash + "\n" + stamps);
        }

        return read;
    }

    Parsed<SigmaContent>? TryOpen(DerivedFiles derived, byte[] stored, string origin, string stamps, List<RuleFile> files)
    {
        var (hash, then) = origin.IndexOf('\n', StringComparison.Ordinal) is var end and >= 0 ? (origin[..end], origin[(end + 1)..]) : ("", "");
        var isDated = string.Equals(then, stamps, StringComparison.Ordinal);
        if (!(isDated && AreOld(files)) && !string.Equals(hash, HashOf(files), StringComparison.Ordinal))
        {
            return null;
        }

        try
        {
            var known = CompiledSigma.Read(stored);
            if (!isDated)
            {
                TrySave(derived, known, hash + "\n" + stamps); // so that the next one need not look into the files
            }

            return known;
        }
        catch (InvalidDataException)
        {
            return null; // reading the rules themselves writes it anew
        }
    }

    void TrySave(DerivedFiles derived, Parsed<SigmaContent> read, string origin)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return;
        }

        derived.TryWrite(FileName, output => CompiledSigma.Write(read, origin, output));
    }

    bool AreOld(List<RuleFile> files)
    {
        var trusted = clock.GetUtcNow().UtcDateTime.AddSeconds(-TrustedAgeSeconds);
        return files.TrueForAll(file => File.GetLastWriteTimeUtc(file.Path) < trusted);
    }

    static List<RuleFile> FilesOf(IReadOnlyList<string> paths, ReadLimits limits)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        List<RuleFile> files = [];
        foreach (var path in paths)
        {
            files.AddRange(RuleFiles.Find(path, path.Replace('\\', '/').TrimEnd('/'), limits).Files.Where(file => seen.Add(Path.GetFullPath(file.Path))));
        }

        return files;
    }

    static string StampsOf(List<RuleFile> files)
    {
        var stamps = new StringBuilder();
        foreach (var file in files)
        {
            var info = new FileInfo(file.Path);
            stamps.Append(CultureInfo.InvariantCulture, $"{file.Document}\t{(info.Exists ? info.Length : -1)}\t{info.LastWriteTimeUtc.Ticks}\n");
        }

        return stamps.ToString();
    }

    // Over names and contents; null where a file cannot be read.
    static string? HashOf(List<RuleFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        try
        {
            foreach (var file in files)
            {
                var bytes = File.ReadAllBytes(file.Path);
                hash.AppendData(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{file.Document}\n{bytes.Length}\n")));
                hash.AppendData(bytes);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // What the result depends on besides the files: their names, values of placeholders, the reader itself.
    static IEnumerable<string> KeyParts(IReadOnlyList<string> paths, SigmaReadOptions options)
        => [
            typeof(SigmaReader).Module.ModuleVersionId.ToString(),
            typeof(YamlDocument).Module.ModuleVersionId.ToString(),
            .. paths,
            .. paths.Select(Path.GetFullPath),
            .. options.Placeholders.OrderBy(static p => p.Key, StringComparer.Ordinal).SelectMany(static p => p.Value.Prepend("%" + p.Key)),
        ];
}
