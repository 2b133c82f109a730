using System.Globalization;
using System.Text;
using Merlon.Assessment;
using Merlon.Attack;
using Merlon.Dettect;
using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Workspaces.Exchange;

/// <summary>
/// Finds what somebody has that refers to ATT&amp;CK, in files and folders that they name: each file is recognised by its content,
/// read once, and named when it is not recognised.
/// </summary>
sealed class ImpactFiles(AttackRelease from, ControlMappings controls, ReadLimits limits)
{
    /// <summary>Largest JSON or CSV file that is read, in bytes.</summary>
    public const int FileBytesMax = 128 * 1024 * 1024;

    /// <summary>Most entries of the folders that are looked through.</summary>
    public const int EntriesMax = 200_000;

    /// <summary>Deepest folder below one that is named, in levels.</summary>
    public const int FolderDepthMax = 16;

    readonly List<UsedReference> references = [];
    readonly List<ImpactFile> files = [];
    readonly HashSet<string> seen = new(StringComparer.Ordinal);
    readonly List<Diagnostic> diagnostics = [];
    int entries;

    public IReadOnlyList<UsedReference> References => references;

    public IReadOnlyList<ImpactFile> Files => files;

    public IReadOnlyList<Diagnostic> Diagnostics => diagnostics;

    /// <summary>Reads a file or folder that the user names.</summary>
    /// <exception cref="FileNotFoundException">It does not exist.</exception>
    public void Add(string path, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (Directory.Exists(path))
        {
            AddFolder(path, depth: 1, progress, cancellationToken);
        }
        else if (File.Exists(path))
        {
            AddFile(path, isNamed: true, progress, cancellationToken);
        }
        else
        {
            throw new FileNotFoundException($"{path} does not exist: name an organisation, a folder of rules, a layer, a mapping or a folder of them", path);
        }
    }

    void AddFolder(string folder, int depth, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (depth > FolderDepthMax)
        {
            Warn("IMPACT002", folder, $"folders deeper than {FolderDepthMax} levels were not searched", "name the deeper folder");
            return;
        }

        foreach (var entry in EntriesOf(folder))
        {
            if (++entries > EntriesMax)
            {
                if (entries == EntriesMax + 1)
                {
                    Warn("IMPACT002", folder, $"more than {EntriesMax} entries; the rest was not looked at", "name narrower folders");
                }

                return;
            }

            if (entry is DirectoryInfo)
            {
                if (entry.LinkTarget is null)
                {
                    AddFolder(Path.Combine(folder, entry.Name), depth + 1, progress, cancellationToken);
                }
            }
            else if (Links.FindFile(entry) is { Length: > 0 })
            {
                AddFile(Path.Combine(folder, entry.Name), isNamed: false, progress, cancellationToken);
            }
        }
    }

    List<FileSystemInfo> EntriesOf(string folder)
    {
        try
        {
            return [.. new DirectoryInfo(folder).EnumerateFileSystemInfos().Where(static e => !e.Name.StartsWith('.')).OrderBy(static e => e.Name, StringComparer.Ordinal)];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Warn("IMPACT001", folder, $"the folder cannot be read, and was left out: {e.Message.TrimEnd('.')}", advice: null);
            return [];
        }
    }

    void AddFile(string path, bool isNamed, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!seen.Add(Path.GetFullPath(path)))
        {
            return;
        }

        var document = path.Replace('\\', '/');
        progress?.Report(new WorkProgress("Looking for references", files.Count, 0));
        switch (Path.GetExtension(path).ToUpperInvariant())
        {
            case ".YML" or ".YAML":
                AddYaml(path, document, progress, cancellationToken);
                break;
            case ".JSON":
                AddJson(path, document);
                break;
            case ".CSV" or ".TSV":
                AddTable(path, document);
                break;
            default:
                AddOther(path, document, isNamed, progress, cancellationToken);
                break;
        }
    }

    // In a folder only names that say what a file is are opened; a file that somebody names is looked into whatever its name.
    void AddOther(string path, string document, bool isNamed, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (!isNamed)
        {
            Leave(document, "its name is not one of YAML, JSON, CSV or TSV");
        }
        else if (BoundedBytes.HeadOf(path, 64).Span.TrimStart(" \t\r\n\uFEFF"u8) is [(byte)'{' or (byte)'[', ..])
        {
            AddJson(path, document);
        }
        else
        {
            AddYaml(path, document, progress, cancellationToken);
        }
    }

    void AddYaml(string path, string document, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (!TryRead(path, document, limits.YamlBytesMax, out var bytes))
        {
            return;
        }

        var yaml = YamlDocument.ReadAll(bytes, document, limits);
        if (yaml.Value is null)
        {
            Leave(document, "it is not YAML that can be read");
            return;
        }

        if (yaml.Value is [YamlNode.Mapping root] && root.TryFind("merlon", out _))
        {
            var own = UsedReferences.OfOrganisation(root, document, from, controls);
            references.AddRange(own);
            files.Add(new ImpactFile(document, "organisation", IsRecognised: true, own.Count));
            AddRulesOf(root, path, progress, cancellationToken);
            return;
        }

        if (yaml.Value is [{ } administration] && DettectReader.KindOf(administration) is not null && DettectReader.Read(bytes, document, limits).Value is { } dettect)
        {
            var named = DettectUsedReferences.Of(dettect);
            references.AddRange(named);
            files.Add(new ImpactFile(document, "DeTT&CT administration", IsRecognised: true, named.Count));
            return;
        }

        var rules = SigmaReader.Read(bytes, document, limits).Value ?? [];
        if (rules.Count == 0)
        {
            Leave(document, "it is neither an organisation file nor a Sigma rule");
            return;
        }

        var tags = UsedReferences.OfRules(rules);
        references.AddRange(tags);
        files.Add(new ImpactFile(document, "Sigma rule", IsRecognised: true, tags.Count));
    }

    void AddRulesOf(YamlNode.Mapping organisation, string path, IProgress<WorkProgress>? progress, CancellationToken cancellationToken)
    {
        if (!organisation.TryFind("rules", out var list) || list is not YamlNode.Sequence folders)
        {
            return;
        }

        foreach (var folder in folders.Items.OfType<YamlNode.Mapping>().Select(static f => f.TryFind("path", out var p) ? p : null).OfType<YamlNode.Scalar>())
        {
            var full = Path.Combine(Path.GetDirectoryName(path) ?? "", folder.Text);
            if (Directory.Exists(full) || Links.FindFile(new FileInfo(full)) is { Exists: true }) // a link that leads nowhere exists and cannot be read
            {
                Add(full, progress, cancellationToken);
            }
            else
            {
                diagnostics.Add(new Diagnostic(
                    "RULE001", Severity.Warning, path.Replace('\\', '/'), folder.Location, "the rules' path does not exist; none of its rules were read", folder.Text,
                    "paths are relative to the organisation file"));
            }
        }
    }

    void AddJson(string path, string document)
    {
        if (TryRead(path, document, FileBytesMax, out var bytes))
        {
            var read = JsonReferences.Read(bytes, document, limits);
            references.AddRange(read.References);
            files.Add(read.File);
        }
    }

    /// <summary>A table of any columns: every field that is a technique's id and nothing else, by line.</summary>
    void AddTable(string path, string document)
    {
        if (!TryRead(path, document, FileBytesMax, out var bytes))
        {
            return;
        }

        var before = references.Count;
        var number = 0;
        foreach (var line in Encoding.UTF8.GetString(bytes.Span).AsSpan().EnumerateLines())
        {
            number++;
            foreach (var part in line.SplitAny(",;\t|\" "))
            {
                if (TechniqueId.TryParse(line[part].Trim(), out var id))
                {
                    references.Add(new UsedReference(ImpactArea.Mapping, document, new SourceLocation(number, part.Start.Value + 1), ReferenceKind.Technique, id.ToString(), "table"));
                }
            }
        }

        if (references.Count == before)
        {
            Leave(document, "it is a table without technique ids");
        }
        else
        {
            files.Add(new ImpactFile(document, "table", IsRecognised: true, references.Count - before));
        }
    }

    bool TryRead(string path, string document, int bytesMax, out ReadOnlyMemory<byte> bytes)
    {
        bytes = default;
        try
        {
            switch (BoundedBytes.OfFile(path, bytesMax))
            {
                case BoundedBytes.Whole whole:
                    bytes = whole.Bytes;
                    return true;
                case BoundedBytes.Refused refused:
                    Leave(document, string.Create(CultureInfo.InvariantCulture, $"it {refused.Why}"));
                    return false;
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Leave(document, $"it cannot be read: {e.Message.TrimEnd('.')}");
            return false;
        }
    }

    void Leave(string document, string why) => files.Add(new ImpactFile(document, why, IsRecognised: false, 0));

    void Warn(string code, string document, string message, string? advice)
        => diagnostics.Add(new Diagnostic(code, Severity.Warning, document, SourceLocation.Whole, message, Advice: advice));
}
