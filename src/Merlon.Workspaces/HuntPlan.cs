using Merlon.Documents;
using Merlon.Workspaces.Exchange;

namespace Merlon.Workspaces;

/// <summary>A hunt that is ready to run: rules, release and baseline were read and the log files found, none of them opened.</summary>
public sealed class HuntPlan
{
    internal HuntPlan(HuntRequest request, HuntSources sources, HuntKnowledge knowledge, IReadOnlyList<Diagnostic> diagnostics)
    {
        Request = request;
        Sources = sources;
        Knowledge = knowledge;
        Diagnostics = diagnostics;
    }

    /// <summary>What was asked.</summary>
    public HuntRequest Request { get; }

    /// <summary>What findings are told with.</summary>
    public HuntKnowledge Knowledge { get; }

    /// <summary>What was noticed so far.</summary>
    public IReadOnlyList<Diagnostic> Diagnostics { get; }

    internal HuntSources Sources { get; }
}
