using Merlon.Assessment;
using Merlon.Costs;
using Merlon.Documents;
using Merlon.Priorities;

namespace Merlon.Workspaces.Exchange;

/// <summary>The files that an organisation names for its money: ledgers, loss scenarios and attack flows; paths are relative to its file.</summary>
public static class WorthFiles
{
    const string FlowPattern = "*.afb";

    /// <summary>Most flows that are read from folders.</summary>
    public const int FlowFilesMax = 1_000;

    /// <summary>Entries of every ledger, in the order named; a file that is missing or broken is a diagnostic.</summary>
    /// <param name="organisationPath">The organisation's file or folder, as the user gave it.</param>
    /// <param name="organisation">The organisation that names them.</param>
    /// <param name="limits">How much is read.</param>
    public static Parsed<IReadOnlyList<LedgerEntry>> Ledger(string organisationPath, Organisation organisation, ReadLimits limits)
    {
        var paths = OrganisationPaths.Of(organisationPath);
        var log = new DiagnosticLog(paths.Shown, limits);
        var terms = new LedgerTerms(organisation.Costs.Currency, organisation.Costs.Rates);
        var entries = new List<LedgerEntry>();
        foreach (var file in organisation.Worth.Ledger)
        {
            if (BytesOf(paths, file, LedgerFile.LedgerBytesMax, "LEDG005", log) is { } bytes)
            {
                var read = LedgerFile.Read(bytes, file.Path, terms, limits);
                log.AddRange(read.Diagnostics);
                entries.AddRange(read.Value ?? []);
            }
        }

        return new(entries, log.ToList());
    }

    /// <summary>Loss scenarios of the organisation file and of the files that it names, flows that scenarios name read into steps.</summary>
    /// <param name="organisationPath">The organisation's file or folder, as the user gave it.</param>
    /// <param name="organisation">The organisation that names them.</param>
    /// <param name="context">What techniques and groups are resolved against.</param>
    /// <param name="limits">How much is read.</param>
    public static Parsed<IReadOnlyList<LossScenario>> Scenarios(string organisationPath, Organisation organisation, OrganisationContext context, ReadLimits limits)
    {
        var paths = OrganisationPaths.Of(organisationPath);
        var log = new DiagnosticLog(paths.Shown, limits);
        List<LossScenario> scenarios = [.. organisation.Worth.Scenarios];
        foreach (var file in organisation.Worth.BenefitFiles)
        {
            if (BytesOf(paths, file, limits.YamlBytesMax, "BENE002", log) is { } bytes)
            {
                var read = LossScenarioFile.Read(bytes, file.Path, context, organisation.Domains, limits);
                log.AddRange(read.Diagnostics);
                scenarios.AddRange(read.Value ?? []);
            }
        }

        return new([.. scenarios.DistinctBy(static one => one.Name, StringComparer.Ordinal).Select(one => WithFlow(one, paths, organisation, context, limits, log)).OfType<LossScenario>()], log.ToList());
    }

    /// <summary>Attack flows that the organisation and a command line name: files, or every <c>.afb</c> of a folder, by name.</summary>
    /// <param name="organisationPath">The organisation's file or folder, as the user gave it.</param>
    /// <param name="organisation">The organisation that names some.</param>
    /// <param name="further">Further files and folders, relative to the current folder.</param>
    /// <param name="limits">How much is read.</param>
    /// <exception cref="FileNotFoundException">One of <paramref name="further"/> does not exist.</exception>
    public static Parsed<IReadOnlyList<AttackFlow>> Flows(string organisationPath, Organisation organisation, IReadOnlyList<string> further, ReadLimits limits)
    {
        var paths = OrganisationPaths.Of(organisationPath);
        var log = new DiagnosticLog(paths.Shown, limits);
        var files = new List<(string Full, string Shown)>();
        foreach (var named in organisation.Worth.Flows)
        {
            var full = Path.GetFullPath(Path.Combine(paths.Folder, named.Path));
            if (!TryExpand(full, named.Path, files))
            {
                log.Warn("FLOW006", named.Location, "there is no such attack flow or folder; it was left out", named.Path, "paths are relative to the organisation file");
            }
        }

        foreach (var path in further)
        {
            if (!TryExpand(Path.GetFullPath(path), path, files))
            {
                throw new FileNotFoundException($"{path} does not exist: name an attack flow (.afb) or a folder of flows", path);
            }
        }

        if (files.Count > FlowFilesMax)
        {
            log.Warn("FLOW003", SourceLocation.Whole, $"there are more than {FlowFilesMax} flows; the rest was left out");
        }

        var flows = new List<AttackFlow>();
        foreach (var (full, shown) in files.DistinctBy(static one => one.Full, StringComparer.Ordinal).Take(FlowFilesMax))
        {
            if (FlowOf(full, shown, limits, log) is { } flow)
            {
                flows.Add(flow);
            }
        }

        return new(flows, log.ToList());
    }

    static LossScenario? WithFlow(LossScenario scenario, OrganisationPaths paths, Organisation organisation, OrganisationContext context, ReadLimits limits, DiagnosticLog log)
    {
        if (scenario.Flow is not { } named)
        {
            return scenario;
        }

        var full = Path.GetFullPath(Path.Combine(paths.Folder, named.Path));
        var flow = File.Exists(full) ? FlowOf(full, named.Path, limits, log) : null;
        var steps = flow is null ? [] : LossPaths.OfFlow(flow, context.Release, organisation.Domains);
        if (steps.Count > 0)
        {
            return scenario with { Steps = steps };
        }

        log.Warn("BENE003", named.Location, $"the flow of the scenario {scenario.Name} is not there or has no technique that is known; the scenario was left out", named.Path);
        return null;
    }

    static bool TryExpand(string full, string shown, List<(string Full, string Shown)> files)
    {
        if (File.Exists(full))
        {
            files.Add((full, shown.Replace('\\', '/')));
            return true;
        }

        if (!Directory.Exists(full))
        {
            return false;
        }

        files.AddRange(Directory.EnumerateFiles(full, FlowPattern).Order(StringComparer.Ordinal).Select(file => (file, Path.Combine(shown, Path.GetFileName(file)).Replace('\\', '/'))));
        return true;
    }

    static AttackFlow? FlowOf(string full, string shown, ReadLimits limits, DiagnosticLog log)
    {
        if (BoundedBytes.OfPlainFile(full, AttackFlowFile.FlowBytesMax) is not BoundedBytes.Whole { Bytes: var bytes })
        {
            log.Warn("FLOW003", SourceLocation.Whole, $"the flow is larger than {AttackFlowFile.FlowBytesMax} bytes; it was left out", shown);
            return null;
        }

        var read = AttackFlowFile.Read(bytes, shown, limits);
        log.AddRange(read.Diagnostics);
        return read.Value;
    }

    static ReadOnlyMemory<byte>? BytesOf(OrganisationPaths paths, LedgerPath named, int bytesMax, string code, DiagnosticLog log)
    {
        var full = Path.GetFullPath(Path.Combine(paths.Folder, named.Path));
        if (!File.Exists(full))
        {
            log.Warn(code, named.Location, "the file does not exist; nothing of it counts", named.Path, "paths are relative to the organisation file");
            return null;
        }

        if (BoundedBytes.OfPlainFile(full, bytesMax) is BoundedBytes.Whole { Bytes: var bytes })
        {
            return bytes;
        }

        log.Warn(code, named.Location, $"the file is larger than {bytesMax} bytes; nothing of it counts", named.Path);
        return null;
    }
}
