namespace Kpu.Outreach.Channels.Website;

/// <summary>The codes of problems with a WordPress site.</summary>
public static class WordPressProblems
{
    /// <summary>The site could not be reached.</summary>
    public const string Unreachable = "wordpress-unreachable";

    /// <summary>The site does not say where its interface is.</summary>
    public const string NoInterface = "wordpress-no-interface";

    /// <summary>The credential is not of the form user:application password.</summary>
    public const string CredentialForm = "wordpress-credential-form";

    /// <summary>The site does not accept the user and application password.</summary>
    public const string LoginRefused = "wordpress-login-refused";

    /// <summary>Application passwords are switched off on the site.</summary>
    public const string PasswordsOff = "wordpress-passwords-off";

    /// <summary>The user's role does not allow it.</summary>
    public const string RoleRefused = "wordpress-role-refused";

    /// <summary>The site refused the content.</summary>
    public const string ContentRefused = "wordpress-content-refused";

    /// <summary>The post is no longer there.</summary>
    public const string PostGone = "wordpress-post-gone";

    /// <summary>The site answered what does not say whether it was done.</summary>
    public const string AnswerUnclear = "wordpress-answer-unclear";

    /// <summary>The site took the post and does not show it.</summary>
    public const string NotShown = "wordpress-not-shown";
}
