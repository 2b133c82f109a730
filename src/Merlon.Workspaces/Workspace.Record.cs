using Merlon.Assessment;

namespace Merlon.Workspaces;

public sealed partial class Workspace
{
    /// <summary>
    /// Appends what was found once, by a hunt or an inventory, to the journal: a statement of the same kind, technique, scope and
    /// source that was in force is withdrawn by the newer one; nothing else is.
    /// </summary>
    public JournalSync Record(IReadOnlyList<Evidence> found, CancellationToken cancellationToken)
    {
        var sync = JournalForWriting().Append(found, clock.GetUtcNow(), cancellationToken);
        isKept = true;
        return sync;
    }
}
