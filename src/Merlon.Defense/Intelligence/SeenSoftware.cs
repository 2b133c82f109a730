using Merlon.Attack;
using Merlon.Hunting;

namespace Merlon.Intelligence;

/// <summary>
/// Tools that findings show by the name of a program that ran. Only a whole file name counts, and only tools: malware goes by
/// any name, and a tool's name in a command line may be an argument. What lies in the system's own folders runs everywhere and
/// points to nobody.
/// </summary>
static class SeenSoftware
{
    static readonly string[] ProgramFields = ["Image", "NewProcessName", "ParentImage", "ParentProcessName", "SourceImage", "exe"];
    static readonly string[] SystemFolders = [@"\Windows\", "/bin/", "/sbin/", "/usr/bin/", "/usr/sbin/"];

    /// <summary>Tools whose program is named in a finding, each once, by id.</summary>
    public static IReadOnlyList<Software> In(IEnumerable<Finding> findings, AttackRelease release)
    {
        var tools = new Dictionary<string, Software>(StringComparer.OrdinalIgnoreCase);
        foreach (var tool in release.All<Software>().Where(static software => software is { IsLive: true, IsTool: true }))
        {
            foreach (var name in tool.Aliases.Prepend(tool.Name))
            {
                tools.TryAdd(Stem(name), tool);
            }
        }

        return
        [
            .. findings.SelectMany(static finding => finding.Fields)
                .Where(static field => ProgramFields.Contains(field.Name, StringComparer.OrdinalIgnoreCase))
                .Where(static field => !SystemFolders.Any(folder => IsIn(field.Value, folder)))
                .Select(field => tools.GetValueOrDefault(Stem(field.Value)))
                .OfType<Software>()
                .Distinct()
                .OrderBy(static tool => tool.Id, StringComparer.Ordinal),
        ];
    }

    static bool IsIn(string path, string folder)
        => path.StartsWith(folder, StringComparison.OrdinalIgnoreCase) || path.Length > 2 && path[1] == ':' && path.AsSpan(2).StartsWith(folder, StringComparison.OrdinalIgnoreCase);

    // C:\Tools\PsExec64.exe and PsExec are one; so is what says in its name that it is of 64 bits.
    static string Stem(string path)
    {
        var name = path[(path.LastIndexOfAny(['\\', '/']) + 1)..];
        name = name.EndsWith(".exe", StringComparison.OrdinalIgnoreCase) ? name[..^4] : name;
        return name.Length > 4 && name.EndsWith("64", StringComparison.Ordinal) ? name[..^2] : name;
    }
}
