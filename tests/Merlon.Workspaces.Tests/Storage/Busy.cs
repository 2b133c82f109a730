namespace Merlon.Workspaces.Tests.Storage;

/// <summary>Many writers of one database, on a disk that may be slow.</summary>
static class Busy
{
    /// <summary>
    /// Writes as somebody does who is told that others took too long: again. What was refused so was not written, and how long one waits is not what these tests are about.
    /// </summary>
    public static void WriteWhenFree(Action write)
    {
        while (true)
        {
            try
            {
                write();
                return;
            }
            catch (WorkspaceLockedException)
            {
                TestContext.Current.CancellationToken.ThrowIfCancellationRequested();
            }
        }
    }
}
