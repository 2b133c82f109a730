using Merlon.Documents;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    string Named(string place) => naming?.Invoke(place) ?? place;

    Diagnostic Named(Diagnostic one) => one with { Document = Named(one.Document), Message = Named(one.Message), Advice = one.Advice is { } advice ? Named(advice) : null };

    /// <summary>Names places in what was noticed as <see cref="WorkspaceOptions.Naming"/> says.</summary>
    void Name(List<Diagnostic> diagnostics)
    {
        for (var i = 0; naming is not null && i < diagnostics.Count; i++)
        {
            diagnostics[i] = Named(diagnostics[i]);
        }
    }
}
