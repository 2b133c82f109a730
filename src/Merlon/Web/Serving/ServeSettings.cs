using System.Net;
using Merlon.Documents;
using Merlon.Workspaces;

namespace Merlon.Web.Serving;

/// <summary>What is served, and where.</summary>
/// <param name="OrganisationPath">An <c>organisation.yaml</c> or the folder that holds one.</param>
/// <param name="WorkspaceFolder">Folder of the workspace.</param>
/// <param name="Clock">The only clock of the product.</param>
sealed record ServeSettings(string OrganisationPath, string WorkspaceFolder, TimeProvider Clock)
{
    /// <summary>Address to listen on.</summary>
    public string Address { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on; 0 for any free one.</summary>
    public int Port { get; init; } = 8484;

    /// <summary>Where browsers reach it when that is elsewhere, such as <c>https://merlon.example</c>; null for where it listens.</summary>
    public Uri? PublicUrl { get; init; }

    /// <summary>What it proves itself with; null to speak plain HTTP.</summary>
    public ServerCertificate? Certificate { get; init; }

    /// <summary>True when browsers speak TLS to it, directly or through a proxy.</summary>
    public bool IsSecure => Certificate is not null || string.Equals(PublicUrl?.Scheme, Uri.UriSchemeHttps, StringComparison.Ordinal);

    /// <summary>Proxies whose word on where a request comes from is taken; empty for none.</summary>
    public IReadOnlyList<IPNetwork> Proxies { get; init; } = [];

    /// <summary>The identity provider with which people may sign in; null for none.</summary>
    public DirectorySettings? Directory { get; init; }

    /// <summary>True to let administrators import from private addresses and over plain HTTP.</summary>
    public bool AllowsPrivateImports { get; init; }

    /// <summary>Further Sigma rules, taken as deployed.</summary>
    public IReadOnlyList<string> RulePaths { get; init; } = [];

    /// <summary>Folders of logs that may be hunted in, beside what is uploaded: the only ones of this machine.</summary>
    public IReadOnlyList<string> LogFolders { get; init; } = [];

    /// <summary>Folders of texts in further languages: <c>FOLDER/LANGUAGE/AREA.json</c>; read when the server starts.</summary>
    public IReadOnlyList<string> TextFolders { get; init; } = [];

    /// <summary>The PostgreSQL database that several servers share; null for the files of the workspace.</summary>
    public DatabaseAddress? Database { get; init; }

    /// <summary>How long a request waits for an answer that is being worked out when it does not say, in seconds.</summary>
    public int AnswerSeconds { get; init; } = Work<string>.WaitSecondsDefault;

    /// <summary>Folder of the organisation, as an absolute path.</summary>
    public string OrganisationFolder => System.IO.Directory.Exists(OrganisationPath) ? Path.GetFullPath(OrganisationPath) : Path.GetDirectoryName(Path.GetFullPath(OrganisationPath)) ?? "";

    /// <summary>A text for whoever asks over the network: places in the organisation's folder are named from there, those in the workspace's from <c>workspace</c>.</summary>
    public string Named(string text)
    {
        var (organisation, workspace) = (Path.TrimEndingDirectorySeparator(OrganisationFolder), Path.TrimEndingDirectorySeparator(WorkspaceFolder));
        text = workspace.Length > 1 ? text.Replace(workspace, "workspace", StringComparison.Ordinal) : text;
        return organisation.Length > 1 && text.Contains(organisation, StringComparison.Ordinal)
            ? text.Replace(organisation + Path.DirectorySeparatorChar, "", StringComparison.Ordinal).Replace(organisation, "organisation", StringComparison.Ordinal) : text;
    }

    /// <summary>A message about what went wrong, named as <see cref="Named(string)"/> does and without the folder of temporary files.</summary>
    public string Told(string message)
    {
        var temporary = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
        message = Named(message);
        return temporary.Length > 1 ? message.Replace(temporary, "temporary", StringComparison.Ordinal) : message;
    }

    /// <summary>What was noticed, with places as <see cref="Named(string)"/> says.</summary>
    public IReadOnlyList<Diagnostic> Named(IReadOnlyList<Diagnostic> diagnostics)
        => [.. diagnostics.Select(one => one with { Document = Named(one.Document), Message = Named(one.Message), Advice = one.Advice is { } advice ? Named(advice) : null })];

    /// <summary>How the workspace is opened.</summary>
    public WorkspaceOptions Workspace(WorkspaceAccess access) => new(WorkspaceFolder, access, Clock) { Database = Database, OrganisationFolder = OrganisationFolder, Naming = Named };

    /// <summary>Where what happens is told: one line each.</summary>
    public Action<string> Tell { get; init; } = static _ => { };
}
