namespace Merlon.Web.App.Detection.Hunts;

/// <summary>The files of a hunt in the workspace. They are written aside and moved into place when the hunt is over, so that nothing half-written is ever shown.</summary>
/// <param name="Folder">The folder of all hunts.</param>
/// <param name="Id">24 hexadecimal digits.</param>
sealed record HuntFiles(string Folder, string Id)
{
    /// <summary>Counts, rules, hosts, files and what was noticed.</summary>
    public const string ReportName = "hunt.json";

    /// <summary>One finding a line.</summary>
    public const string FindingsName = "findings.ndjson";

    /// <summary>Texts of the rules that fired, as they were then.</summary>
    public const string RulesName = "rules.json";

    const int IdChars = 24;

    /// <summary>Where its files are.</summary>
    public string Own => Path.Combine(Folder, Id);

    /// <summary>Where they are while it runs.</summary>
    public string Part => Path.Combine(Folder, $".{Id}.part");

    /// <summary>A file of it.</summary>
    public string PathOf(string name) => Path.Combine(Own, name);

    /// <summary>The files of a hunt of a workspace.</summary>
    public static HuntFiles Of(string workspaceFolder, string id) => IsId(id) ? new(Path.Combine(workspaceFolder, "hunts"), id) : throw new FileNotFoundException($"there is no hunt '{id}'");

    /// <summary>Its folder below the workspace, as servers share it.</summary>
    public static string FolderOf(string id) => IsId(id) ? "hunts/" + id : throw new FileNotFoundException($"there is no hunt '{id}'");

    /// <summary>True for what may be an id; nothing else ever becomes part of a path.</summary>
    public static bool IsId(string id) => id.Length == IdChars && id.All(char.IsAsciiHexDigitLower);

    /// <summary>Begins anew.</summary>
    public void Begin()
    {
        RemovePart();
        Directory.CreateDirectory(Part);
    }

    /// <summary>Moves what was written into place.</summary>
    public void Publish() => Directory.Move(Part, Own);

    /// <summary>Removes what was written so far.</summary>
    public void RemovePart()
    {
        if (Directory.Exists(Part))
        {
            Directory.Delete(Part, recursive: true);
        }
    }

    /// <summary>Removes all of it.</summary>
    public void Remove()
    {
        RemovePart();
        if (Directory.Exists(Own))
        {
            Directory.Delete(Own, recursive: true);
        }
    }
}
