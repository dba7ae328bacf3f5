"""Who may open what: one line for each address of the site. docs/access.md is generated from it.

Columns: the address's name; who may read it (GET); who may act there (POST); the kind of thing its address names;
to whom such a thing does not exist although it is of their own bureau (404 where others are refused with 403).

    C 经办人   H 负责人   L 局领导   F 财务   P 结对党员   S 支部书记   A 审计员   X 系统管理员
    U the caseworker of the bureau above, for a thing of the bureau below (reads there, acts nowhere)
    all: whoever is signed in      public: nobody need be signed in      -: there is no such thing

Every other role is refused (403), every other method too (405). A thing out of scope is 404 for those who may open its
like: another bureau's for all, another helper's person for P, another branch's for S.
"""

from dataclasses import dataclass

from office.roles import Role

LETTERS = {
    "C": Role.CASEWORKER,
    "H": Role.SECTION_HEAD,
    "L": Role.BUREAU_LEADER,
    "F": Role.FINANCE,
    "P": Role.HELPER,
    "S": Role.BRANCH_SECRETARY,
    "A": Role.AUDITOR,
    "X": Role.ADMINISTRATOR,
}
ABOVE = "U"
EVERYBODY = "".join(LETTERS)

TEXT = """
# name                              GET       POST      kind         404 for

# the frame
home                                all       -         -            -
login                               public    public    -            -
logout                              -         all       -            -
password_change                     all       all       -            -
first-start                         public    public    token        -
purpose                             all       all       -            -
preferences                         -         all       -            -
reminders                           all       all       -            -
calendar-token                      -         all       -            -
calendar-feed                       public    -         token        -
search                              -         CHLPSA    -            -

# people
registry:person-list                CHLA      -         -            -
registry:person-create              C         C         -            -
registry:import-new                 C         C         -            -
registry:import-template            C         -         -            -
registry:import-page                C         -         batch        U
registry:import-progress            C         -         batch        U
registry:import-run                 -         C         batch        U
registry:import-columns             C         C         batch        U
registry:import-decide              -         C         batch        U
registry:import-refused             -         C         batch        U
registry:import-file                -         C         batch        U
registry:import-undo                C         C         batch        U
registry:import-confirm             -         C         batch        U
registry:import-discard             -         C         batch        U
registry:person-export              CH        CH        -            -
registry:suggestion-list            CHLA      -         -            -
registry:suggestion-count           C         -         -            -
registry:suggestion-export          CH        CH        -            -
registry:suggestion-rule            CHLAU     -         rule         -
registry:person-suggestions         CHLAU     -         judged       -
registry:suggestion-decline         C         C         suggested    -
registry:suggestion-restore         -         C         declined     -
registry:full-export                CH        CH        -            -
registry:person-detail              CHLAU     -         person       -
registry:person-edit                C         C         person       -
registry:person-timeline            CHLAU     -         person       -
registry:dossier                    CHLA      CHLA      person       -
registry:person-history             CHLAU     -         person       -
registry:id-reveal                  CH        CH        person       -
registry:consent-gaps               CHLA      -         -            -
registry:privacy-text               H         H         -            -
registry:consent-list               CHLAU     C         person       -
registry:consent-sheet              -         C         person       -
registry:consent-withdraw           C         C         consent      -
registry:person-extract             CH        CH        person       -
registry:look-list                  HLA       -         person       -
registry:death-record               C         C         person       -
registry:death-correct              C         C         person       -
registry:death-list                 CHLA      -         -            -
registry:death-page                 CHLAU     -         death        -
registry:death-task                 C         C         death-task   -
registry:death-reverse              CH        CH        person       -
registry:obituary                   -         C         dead         -
registry:departure-record           C         C         person       -
registry:person-withdraw            C         C         person       -
registry:withdrawn-list             C         -         -            -
registry:person-restore             C         C         withdrawn    U
registry:row-list                   C         -         person       -
registry:row-withdraw               C         C         person-row   -
registry:row-restore                C         C         person-row   -
registry:duplicate-list             C         -         -            -
registry:duplicate-compare          C         C         pair         U
registry:pair-reopen                -         C         not_same     U
registry:merge-undo                 C         C         merge        U
registry:return-record              C         C         person       -
registry:stay-create                C         C         person       -
registry:relative-list              CHLAU     C         person       -
registry:relative-end               -         C         relative     -
registry:record-create              C         C         record-kind  -
registry:record-edit                C         C         record       -
registry:paper-list                 CHLAU     C         person       -
registry:paper-file                 CHLAU     -         paper        -
registry:paper-withdraw             C         C         paper        -
registry:hospital-list              CHLA      -         -            -
registry:hospital-create            C         C         -            -
registry:hospital-edit              C         C         hospital     U
registry:stay-edit                  C         C         stay         -
registry:survey-list                CHLA      -         -            -
registry:survey-sheets              -         C         own-branch   -
registry:survey-detail              CHLAU     -         survey       -
registry:survey-record              C         C         person       -
registry:survey-print               -         C         person       -
registry:situation                  CHLA      -         -            -
registry:forecast-staff             CHLA      -         -            -
registry:situation-xlsx             -         CHLA      -            -
registry:situation-pdf              -         CHLA      -            -
registry:situation-json             -         CHLA      -            -

# pairings
casework:home                       CHLPSA    -         -            -
casework:pairing-list               CHLA      -         -            -
casework:pairing-propose            C         C         -            -
casework:pairing-issue              H         H         -            -
casework:pairing-print              -         CHLA      -            -
casework:pairing-gaps               CHLA      -         -            -
casework:pairing-board              CHLA      -         -            -
casework:pairing-helper             CHLAU     -         staff        -
casework:handover-enter             C         C         staff        -
casework:handover-list              CHLA      -         -            -
casework:handover-choose            C         -         -            -
casework:handover-detail            CHLPAU    -         handover     -
casework:handover-confirm           -         CP        handover     -
casework:handover-register          C         C         handover     -
casework:handover-withdraw          C         C         handover     -
casework:handover-print             -         CHLA      handover     -
casework:pairing-import             C         C         -            -
casework:pairing-import-confirm     -         C         -            -
casework:pairing-template           C         -         -            -
casework:pairing-change             C         C         pairing      -
casework:pairing-end                C         C         pairing      -
casework:pairing-withdraw           C         C         pairing      -

# contacts, needs and a helper's own pages
casework:contact-list               CHLA      -         -            -
casework:contact-record             C         C         -            -
casework:contact-schedule           CHLA      -         -            -
casework:schedule-warnings          CHLA      -         -            -
casework:schedule-calendar          CHLPA     -         -            -
casework:due-list                   CHLPA     -         -            -
casework:round-plan                 CHLPA     -         -            -
casework:round-plan-print           -         CP        -            -
casework:schedule-rules             CHLA      -         -            -
casework:month-end                  CHLAU     -         month-end    -
casework:month-end-rows             CHLAU     -         month-end    -
casework:visit-sheets               C         C         -            -
casework:contact-detail             CHLPAU    -         contact      -
casework:contact-photo-add          CP        CP        contact      -
casework:contact-photo              CHLPU     -         visit-photo  -
casework:contact-photo-withdraw     CP        CP        visit-photo  -
casework:contact-void               CP        CP        contact      -
casework:need-list                  CHLA      -         -            -
casework:need-raise                 C         C         -            -
casework:need-detail                CHLPAU    -         need         -
casework:need-act                   -         CHLP      need-act     -
casework:referral-list              CHLA      -         -            -
casework:referral-send              C         C         -            -
casework:referral-detail            CHLAU     -         referral     -
casework:referral-act               -         C         referral-act -
casework:stay-list                  CHL       -         -            -
casework:call-record                C         C         -            -
casework:emergency-list             CHL       -         -            -
casework:emergency-detail           CHLPU     -         emergency    -
casework:emergency-act              -         CP        emergency-act -
casework:shift-list                 CHLU      C         person       -
casework:shift-settle               -         CP        shift        -
casework:plan-list                  CHLA      -         -            -
casework:plan-page                  CHLAU     -         person       -
casework:plan-act                   -         C         plan-act     -
casework:service-list               CHLA      -         -            -
casework:service-start              C         C         service-kind -
casework:service-detail             CHLAU     -         service      -
casework:service-act                -         C         service-act  -

# the yearly lists
casework:duty-list                  CHLA      -         -            -
casework:duty-open                  C         C         -            -
casework:duty-page                  CHLAU     -         duty         -
casework:duty-rows                  CHLAU     -         duty         -
casework:duty-tick                  -         C         duty         -
casework:duty-visits                -         C         duty         -
casework:duty-assign                -         C         duty         -
casework:duty-add                   C         C         duty         -
casework:duty-close                 C         C         duty         -
casework:duty-file                  -         C         duty         -
casework:leader-plan-list           CHLA      -         -            -
casework:leader-plan-new            C         C         -            -
casework:leader-plan                CHLAU     -         leader-plan  -
casework:leader-plan-lines          C         C         leader-plan  -
casework:leader-plan-withdraw       C         C         leader-plan  -
casework:leader-plan-file           -         C         leader-plan  -
casework:supervision-home           CHLA      -         -            -
casework:supervision-own            P         -         -            -
casework:supervision-own-rows       P         -         figure       -
casework:supervision-page           CHLAU     -         year-end     -
casework:supervision-pdf            -         CHLAU     year-end     -
casework:supervision-xlsx           -         CHLAU     year-end     -
casework:supervision-rows           CHLAU     -         year-figure  -
casework:inspection-draw            HL        HL        year-end     -
casework:inspected-record           CHLAU     -         inspected    -
casework:inspected-find             HL        HL        inspected    -
casework:inspected-mend             HL        HL        inspected    -
casework:time-bank                  CHLA      -         -            -
casework:volunteer-service-list     CHLA      -         -            -
casework:volunteer-service-record   C         C         -            -
casework:volunteer-service          CHLA      -         time-service U
casework:volunteer-service-act      -         CH        time-act     U
casework:volunteer-enrol            C         C         -            -
casework:volunteer-page             CHLA      -         volunteer    U
casework:volunteer-statement        -         C         volunteer    U
casework:volunteer-act              C         C         spend        U
casework:booking-reverse            CH        CH        booking      U
casework:helper-duties              P         -         -            -
casework:helper-duty-tick           -         P         duty-row     -
casework:report-list                CHLA      -         -            -
casework:report-decide              C         C         report       -
casework:helper-home                P         -         -            -
casework:helper-contact             P         P         -            -
casework:helper-person              P         -         person       -
casework:helper-need                P         P         person       -
casework:helper-report              P         P         person       -

# recognitions, their steps, notices and objections
casework:recognition-list           CHLFSA    -         -            -
casework:recognition-open           C         C         -            -
casework:recognition-detail         CHLSAU    -         recognition  F
casework:recognition-edit           C         C         recognition  -
casework:recognition-submit         -         C         recognition  -
casework:recognition-withdraw       C         C         recognition  -
casework:recognition-end            C         C         recognition  -
casework:recognition-print          -         CHL       recognition  -
casework:recognition-paper-add      C         C         recognition  -
casework:recognition-paper          CHLSU     -         rec-paper    -
casework:recognition-paper-withdraw C         C         rec-paper    -
casework:step-sign                  -         HS        step         F
casework:step-paper                 C         C         step         -
casework:step-confirm               -         CHL       step         F
casework:step-discard               CHL       CHL       step         F
casework:step-scan                  CHLU      -         scan         F
casework:notice-list                CHLA      -         -            -
casework:notice-draft               C         C         -            -
casework:notice-detail              CHLAU     -         notice       -
casework:notice-edit                C         C         notice       -
casework:notice-mend                C         C         notice       -
casework:notice-add                 C         C         notice       -
casework:notice-post                C         C         notice       -
casework:notice-issue               C         C         notice       -
casework:notice-close               C         C         notice       -
casework:notice-withdraw            C         C         notice       -
casework:notice-pdf                 -         CHLAU     issue        -
casework:notice-closing             -         CHLAU     closed       -
casework:notice-evidence-add        C         C         notice       -
casework:notice-evidence            CHLAU     -         evidence     -
casework:notice-evidence-withdraw   C         C         evidence     -
casework:register                   CHLA      -         -            -
casework:register-export            CH        CH        -            -
casework:bulletin                   CHLFPSA   -         -            -
casework:row-strike                 C         C         row          -
casework:row-mend                   C         C         row          -
casework:objection-record           C         C         row          -
casework:objection-list             CHLA      -         -            -
casework:objection-detail           CHLAU     C         objection    -
casework:objection-reply            C         C         objection    -
casework:route-list                 CHLA      -         -            -
casework:route-propose              H         H         -            -
casework:route-decide               -         L         route        -

# the annual review
casework:review-list                CHLA      -         -            -
casework:review-open                C         C         -            -
casework:review-overdue             CHLA      -         -            -
casework:review-page                CHLAU     -         review       -
casework:review-refresh             -         C         review       -
casework:review-sample              C         C         review       -
casework:review-close               C         C         review       -
casework:review-rows                CHLAU     -         review       -
casework:review-propose-many        -         C         review       -
casework:review-decide-many         -         HL        review       -
casework:review-row                 CHLAU     -         review-row   -
casework:review-propose             -         C         review-row   -
casework:review-decide              -         HL        review-row   -
casework:review-apply               C         C         review-row   -
casework:review-recheck             CHL       CHL       drawn-row    -

# money: sources and standards
funds:home                          CHLFA     -         -            -
funds:source-new                    F         F         -            -
funds:source-page                   CHLFAU    -         source       -
funds:source-edit                   F         F         source       -
funds:source-close                  F         F         source       -
funds:receipt-new                   F         F         source       -
funds:statement-page                CHLFAU    -         source       -
funds:statement-pdf                 -         CHLFAU    source       -
funds:statement-xlsx                -         CHLFAU    source       -
funds:standard-list                 CHLFA     -         -            -
funds:standard-new                  H         H         -            -
funds:standard-confirm              -         L         standard     -

funds:route-list                    CHLFA     -         -            -
funds:route-propose                 H         H         -            -
funds:route-decide                  -         L         fund-route   -

# money: applications, their steps and plans
funds:aid-list                      CHLFSA    -         -            -
funds:aid-new                       C         C         -            -
funds:aid-sign-many                 -         HLF       -            -
funds:aid-page                      CHLFSAU   -         aid          -
funds:aid-edit                      C         C         aid          -
funds:aid-submit                    -         C         aid          -
funds:aid-withdraw                  C         C         aid          -
funds:aid-sign                      -         HLFS      aid-turn     -
funds:aid-paper                     C         C         aid          -
funds:aid-confirm-paper             -         CHLF      aid          -
funds:aid-discard-paper             CHLF      CHLF      aid          -
funds:aid-pay                       F         F         aid          -
funds:aid-print                     -         CHL       aid          -
funds:item-stop                     C         C         item         -
funds:item-pay                      F         F         item         -
funds:step-scan                     CHLFU     -         aid-scan     -
funds:plan-new                      C         C         -            -
funds:plan-edit                     C         C         plan         -

# money: payments, reversals and the publicity list
funds:payable-list                  CHLFA     -         -            -
funds:payment-list                  CHLFA     -         -            -
funds:payment-page                  CHLFAU    -         payment      -
funds:payment-complete              F         F         payment      -
funds:payment-fail                  F         F         payment      -
funds:opening-list                  CHLF      -         -            -
funds:opening-new                   F         F         -            -
funds:opening-ask                   -         F         -            -
funds:opening-template              F         -         -            -
funds:opening-page                  CHLF      -         opening      U
funds:opening-decide                -         CHLF      opening      U
funds:donation-list                 CHLFA     -         -            -
funds:donation-page                 CHLFAU    -         donation     -
funds:donation-receipt              -         F         donation     -
funds:donation-new                  F         F         source       -
funds:advance-list                  CHLFPA    -         -            -
funds:aid-advance                   F         F         plan         -
funds:advance-page                  CHLFPAU   -         advance      -
funds:advance-sheet                 -         CFP       advance      -
funds:advance-signed                -         CP        advance      -
funds:advance-hand-in               CP        CP        advance      -
funds:advance-back                  F         F         advance      -
funds:advance-settle                F         F         advance      -
funds:advance-row                   CP        CP        advance-row  -
funds:advance-photo                 CHLFPAU   -         advance-photo -
funds:entry-reverse                 F         F         entry        -
funds:reversal-list                 CHLFA     -         -            -
funds:reversal-page                 CHLFAU    -         reversal     -
funds:reversal-decide               -         CHLF      reversal     -
funds:publicity-list                CHLFA     -         -            -
funds:publicity-page                CHLFAU    -         list         -
funds:publicity-pdf                 -         CHLFAU    list         -
funds:publicity-xlsx                -         CHLFAU    list         -
funds:publicity-issue               H         H         list         -

# money: the year-end form and other offices' workbooks
funds:year-end-list                 CHLA      -         -            -
funds:year-end-page                 CHLAU     -         year-end     -
funds:year-end-pdf                  -         CHLAU     year-end     -
funds:year-end-xlsx                 -         CHLAU     year-end     -
funds:year-end-issue                H         H         year-end     -
funds:accounts-home                 CHLA      -         -            -
funds:accounts-page                 CHLAU     -         year-end     -
funds:accounts-pdf                  -         CHLAU     year-end     -
funds:accounts-xlsx                 -         CHLAU     year-end     -
funds:budget-list                   CHLA      -         -            -
funds:budget-page                   CHLAU     -         year-end     -
funds:budget-add                    C         C         year-end     -
funds:budget-copy                   -         C         year-end     -
funds:budget-edit                   C         C         budget-line  -
funds:budget-withdraw               C         C         budget-line  -
funds:template-list                 CHLA      -         -            -
funds:template-new                  C         C         -            -
funds:template-page                 CHLAU     -         template     -
funds:template-replace              C         C         template     -
funds:template-map                  -         C         template     -
funds:template-fill                 -         CHLAU     template     -
funds:template-end                  C         C         template     -

# settings
office:home                         CHLAX     -         -            -
office:staff-list                   CHLAX     -         -            -
office:staff-create                 C         C         -            -
office:staff-import                 C         C         -            -
office:staff-import-confirm         -         C         -            -
office:staff-import-template        C         -         -            -
office:staff-edit                   C         C         staff        -
office:branch-list                  CHLAX     -         -            -
office:branch-create                C         C         -            -
office:branch-edit                  C         C         branch       -
office:bureau-edit                  CHLAX     CX        -            -
office:headcount-save               C         C         -            -
office:policy-list                  CHLAX     -         -            -
office:policy-propose               H         H         -            -
office:policy-decide                -         L         number       -
office:text-list                    CHLFA     -         -            -
office:text-new                     CH        CH        -            -
office:text-page                    CHLFAU    -         text         -
office:text-edit                    CH        CH        text         -
office:text-scan                    CHLFAU    -         text         -
office:plan-list                    CHLAX     -         -            -
office:plan-edit                    X         X         year         -
office:account-list                 X         -         -            -
office:account-create               X         X         -            -
office:account-edit                 X         X         account      -
office:account-reset                -         X         account      -
office:account-switch               -         X         account      -
office:audit-list                   HLA       -         -            -
"""


@dataclass(frozen=True)
class Line:
    """One address: who may GET and POST there ("" where the method does not exist), the kind of thing it names."""

    name: str
    get: str
    post: str
    kind: str
    hidden: str
    public: bool

    def may(self, method: str) -> str:
        """Return the letters of those who may use the method, "" where it does not exist."""
        return {"GET": self.get, "POST": self.post}.get(method, "")

    @property
    def known_to(self) -> set[str]:
        """Return those to whom a thing of this kind may exist: for them one out of scope is 404."""
        return set(self.get + self.post + self.hidden)


def _line(text: str) -> Line:
    name, get, post, kind, hidden = ("" if cell == "-" else cell for cell in text.split())
    public = "public" in (get, post)
    named = {"all": EVERYBODY, "public": EVERYBODY}
    return Line(name, named.get(get, get), named.get(post, post), kind, hidden, public)


TABLE = [_line(text) for text in TEXT.splitlines() if text and not text.startswith("#")]
