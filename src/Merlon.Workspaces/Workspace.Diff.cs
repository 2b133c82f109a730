using Merlon.Changes;
using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Reads the bundles of a stored release for comparing. The built-in release has none: its facts are neither as published
    /// nor by domain, so it is refused.
    /// </summary>
    public Parsed<PublishedRelease> LoadBundles(string version, IProgress<WorkProgress>? progress)
    {
        if (Store.Find(version) is { } manifest)
        {
            return Store.Read(manifest, progress, ReadLimits.Default).ToPublished(manifest.Version);
        }

        var stored = string.Join(", ", ListReleases().Where(static release => !release.IsBuiltIn).Select(static release => release.Version));
        var there = stored.Length == 0 ? "none is stored" : $"there is {stored}";
        return new Parsed<PublishedRelease>(
            Value: null,
            [
                IsBuiltIn(version)
                    ? new Diagnostic("DIFF015", Severity.Error, Folder, SourceLocation.Whole, $"the built-in ATT&CK {version} has facts, but neither texts nor the bundles that a comparison needs", Advice: $"merlon release add PATH stores the release as published, or give its path; {there}")
                    : new Diagnostic("WORK002", Severity.Error, Folder, SourceLocation.Whole, $"ATT&CK {version} is not in this workspace", Advice: $"{there}; merlon release add PATH adds one, or give a path"),
            ]);
    }
}
