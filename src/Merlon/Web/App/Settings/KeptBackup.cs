using Merlon.Web.Api;
using Merlon.Web.Serving;

namespace Merlon.Web.App.Settings;

/// <summary>A backup that the server keeps.</summary>
/// <param name="Name">Its file's name.</param>
/// <param name="Bytes">Its size.</param>
public sealed record KeptBackup(string Name, long Bytes)
{
    /// <summary>All of them, newest first.</summary>
    internal static IReadOnlyList<KeptBackup> List(ServedWorkspace served) => [.. BackupApi.List(served).Select(static file => new KeptBackup(file.Name, file.Length))];
}
