using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Merlon.Dettect;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Cli;

/// <summary>Administration files and tables of DeTT&amp;CT as commands take them.</summary>
static class DettectInput
{
    public static Argument<string[]> Files() => new("FILES") { Description = "Administration files of DeTT&CT.", Arity = ArgumentArity.OneOrMore };

    public static Option<string[]> Tables() => OptionReading.Texts(
        "--dettect-data", "DeTT&CT's folder data, or a file of it: its own data sources and which exist on a platform (may be repeated).", "PATH");

    /// <summary>Reads files; what was noticed goes to the error stream. False when one is no administration file.</summary>
    public static bool TryRead(Terminal terminal, IEnumerable<string> paths, [NotNullWhen(true)] out List<DettectFile>? files)
    {
        var read = new List<DettectFile>();
        var isRead = true;
        foreach (var parsed in paths.Select(path => DettectDocuments.Read(path, ReadLimits.Default)))
        {
            DiagnosticListing.Write(terminal, parsed.Diagnostics);
            if (parsed.Value is { } file)
            {
                read.Add(file);
            }
            else
            {
                isRead = false;
            }
        }

        files = isRead ? read : null;
        return isRead;
    }

    /// <summary>Reads DeTT&amp;CT's tables. False (said) when one is none.</summary>
    public static bool TryReadTables(Terminal terminal, string[] paths, out DettectTables tables)
    {
        List<Diagnostic> diagnostics = [];
        tables = DettectDocuments.ReadTables(paths, ReadLimits.Default, diagnostics);
        DiagnosticListing.Write(terminal, diagnostics);
        return !diagnostics.Exists(static d => d.Severity == Severity.Error);
    }

    /// <summary>What a file is, for people.</summary>
    public static string WordOf(DettectFile file) => file switch
    {
        DettectDataSources sources => $"{Page.Count(sources.Sources.Count, "data source")} on {Page.Count(sources.Systems.Count, "system")}",
        DettectTechniques techniques => $"{Page.Count(techniques.Techniques.Count, "technique")}",
        DettectGroups groups => $"{Page.Count(groups.Groups.Count, "group")} with {Page.Count(groups.Groups.Sum(static g => (long)g.Techniques.Count), "technique")}",
        _ => "",
    };
}
