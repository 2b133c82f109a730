using System.Globalization;
using Merlon.Attack;
using Merlon.Documents;

namespace Merlon.Dettect;

/// <summary>Reads administration files of DeTT&amp;CT in every version of their formats (docs/formats/dettect.md); never throws for content.</summary>
public sealed partial class DettectReader
{
    static readonly string[] DataSourceVersions = ["1.0", "1.1"], TechniqueVersions = ["1.0", "1.1", "1.2"], GroupVersions = ["1.0"];

    readonly DiagnosticLog log;

    DettectReader(DiagnosticLog log) => this.log = log;

    /// <summary>
    /// Reads a file. A file without <c>file_type</c> is taken by the lists that it has. Whatever is not used is said (codes
    /// <c>DETT0nn</c>) and stays in <see cref="DettectFile.Root"/>; without a value the document is no such file.
    /// </summary>
    public static Parsed<DettectFile> Read(ReadOnlyMemory<byte> utf8, string document, ReadLimits limits)
    {
        var noticed = new DiagnosticLog(document, limits);
        var yaml = YamlDocument.Read(utf8, document, limits);
        noticed.AddRange(yaml.Diagnostics);
        DettectFile? file = null;
        if (yaml.Value is YamlNode.Mapping root)
        {
            file = new DettectReader(noticed).Read(root) is { } read ? read with { Comments = DettectComments.Of(utf8, root) } : null;
        }
        else if (!yaml.HasErrors)
        {
            NotOne(noticed);
        }

        return new Parsed<DettectFile>(file, noticed.ToList());
    }

    /// <summary>What kind of file a document is by its <c>file_type</c>, else by its lists; null for any other document.</summary>
    public static DettectFileKind? KindOf(YamlNode root)
    {
        if (root is not YamlNode.Mapping mapping)
        {
            return null;
        }

        return mapping.TryFind("file_type", out var type) && type is YamlNode.Scalar { IsNull: false } word ? KindOf(word.Text) : KindByLists(mapping);
    }

    static DettectFileKind? KindOf(string fileType) => fileType.Trim().ToUpperInvariant() switch
    {
        "DATA-SOURCE-ADMINISTRATION" or "DATA-SOURCES-ADMINISTRATION" => DettectFileKind.DataSources,
        "TECHNIQUE-ADMINISTRATION" or "TECHNIQUES-ADMINISTRATION" => DettectFileKind.Techniques,
        "GROUP-ADMINISTRATION" or "GROUPS-ADMINISTRATION" => DettectFileKind.Groups,
        _ => null,
    };

    static DettectFileKind? KindByLists(YamlNode.Mapping root)
    {
        bool HasListOf(string list, string key) => root.TryFind(list, out var node)
            && node is YamlNode.Sequence { Items: var items } && items.OfType<YamlNode.Mapping>().Any(item => item.TryFind(key, out _));
        return HasListOf("data_sources", "data_source_name") ? DettectFileKind.DataSources
            : HasListOf("techniques", "technique_id") && !root.TryFind("gradient", out _) ? DettectFileKind.Techniques
            : HasListOf("groups", "group_name") ? DettectFileKind.Groups
            : null;
    }

    static void NotOne(DiagnosticLog log) => log.Error(
        "DETT001", SourceLocation.Whole, "this is no administration file of DeTT&CT", excerpt: null,
        "its file_type is data-source-administration, technique-administration or group-administration");

    DettectFile? Read(YamlNode.Mapping root)
    {
        if (KindOf(root) is not { } kind)
        {
            NotOne(log);
            return null;
        }

        if (!root.TryFind("file_type", out _))
        {
            log.Note("DETT002", root.Location, $"file_type is missing; the file is read as {WordOf(kind)} for the lists that it has", excerpt: null, $"add file_type: {WordOf(kind)}");
        }

        return kind switch
        {
            DettectFileKind.DataSources => ReadDataSources(root),
            DettectFileKind.Techniques => ReadTechniques(root),
            _ => ReadGroups(root),
        };
    }

    /// <summary>The value of <c>file_type</c>.</summary>
    public static string WordOf(DettectFileKind kind) => kind switch
    {
        DettectFileKind.DataSources => "data-source-administration",
        DettectFileKind.Techniques => "technique-administration",
        _ => "group-administration",
    };

    /// <summary><c>1</c> is 1.0; what is not known is said, and the file is read as the newest.</summary>
    string Version(DettectFields file, string[] known)
    {
        var text = file.Text("version");
        if (text.Length == 0)
        {
            log.Warn("DETT003", file.Location, $"the version is missing; the file is read by its shape", excerpt: null, $"add version: {known[^1]}");
            return "";
        }

        var version = decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number.ToString("0.0###", CultureInfo.InvariantCulture) : text;
        if (!known.Contains(version, StringComparer.Ordinal))
        {
            log.Warn("DETT003", file.LocationOf("version"), $"version {DettectFields.Quoted(text)} is not known; the file is read by its shape (known: {string.Join(", ", known)})");
        }

        return version;
    }

    static string Domain(DettectFields file)
    {
        var text = file.Text("domain");
        return text.Length == 0 ? DettectFile.DomainDefault
            : text.Contains('-', StringComparison.Ordinal) ? text
            : $"{text}-attack"; // earlier versions wrote enterprise, ics, mobile
    }

    List<T> Bounded<T>(IEnumerable<T> entries, int most, string what, Func<T, SourceLocation> locationOf)
    {
        var kept = new List<T>();
        foreach (var entry in entries)
        {
            if (kept.Count == most)
            {
                log.Warn("DETT012", locationOf(entry), string.Create(CultureInfo.InvariantCulture, $"there are more than {most:N0} {what}; the rest was not used"));
                break;
            }

            kept.Add(entry);
        }

        return kept;
    }

    /// <summary>A technique's id in upper case; null (said) when it is none.</summary>
    string? IdOf(string text, SourceLocation location, string what)
    {
        var id = text.ToUpperInvariant();
        if (TechniqueId.TryParse(id, out _))
        {
            return id;
        }

        log.Warn("DETT007", location, $"{DettectFields.Quoted(text)} is no technique id; {what} was not used", excerpt: null, "ids look like T1059 or T1059.001");
        return null;
    }
}

/// <summary>The kinds of administration files.</summary>
public enum DettectFileKind
{
    /// <summary>Data sources and their quality.</summary>
    DataSources,

    /// <summary>Visibility and detection per technique.</summary>
    Techniques,

    /// <summary>Groups and their techniques.</summary>
    Groups,
}
