using Merlon.Documents;
using Merlon.Sigma;

namespace Merlon.Workspaces.Tests.Translate;

/// <summary>Every rule of SigmaHQ in the shared data that can be evaluated, in ordinal order of their files.</summary>
static class SigmaHqRules
{
    static readonly Lazy<IReadOnlyList<SigmaRule>> Rules = new(static () =>
    [
        .. Directory.EnumerateDirectories(SharedData.PathOf("sigma"), "rules*")
            .SelectMany(static folder => Directory.EnumerateFiles(folder, "*.yml", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .SelectMany(static path => SigmaReader.Read(File.ReadAllBytes(path), path, ReadLimits.Default).Value ?? [])
            .Where(static rule => rule.Expression is not null),
    ]);

    public static IReadOnlyList<SigmaRule> All => Rules.Value;
}
