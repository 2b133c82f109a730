using Merlon.Web.Serving;
using Microsoft.AspNetCore.Components;

namespace Merlon.Web.App;

/// <summary>What every component of the application has at hand: the request's context, and its texts.</summary>
public abstract class AppComponent : ComponentBase
{
    [CascadingParameter] public PageContext Context { get; set; } = null!; // Shell gives it to all below

    /// <summary>Texts in the caller's language.</summary>
    protected Words W => Context.Words;

    /// <summary>True when the caller may do what needs this role: what they may not do is not offered.</summary>
    protected bool May(TeamRole role) => Context.Caller.Role >= role;
}
