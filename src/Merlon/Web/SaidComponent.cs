using Merlon.Web.App;
using Microsoft.AspNetCore.Components;

namespace Merlon.Web;

/// <summary>A part that reports and pages of the application share: English in a report, in the reader's language on a page.</summary>
public abstract class SaidComponent : ComponentBase
{
    /// <summary>The page around it; null in a report.</summary>
    [CascadingParameter] public PageContext? Around { get; set; }

    /// <summary>What stands here in English, in the reader's language where <c>said.json</c> knows it.</summary>
    protected string Said(string text) => Around?.Words.Said(text) ?? text;
}
