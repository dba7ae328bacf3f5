"""Settings of the assembled site: from the environment only (docs/settings.md lists every variable)."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from supportdesk import environment as env

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = env.read_choice("ENVIRONMENT", {"development", "production"}, "development")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.read_bool("DEBUG", False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("正式运行(ENVIRONMENT=production)不能打开 DEBUG。请去掉 DEBUG,或把它设为 0。")

DATA_DIR = env.read_folder("DATA_DIR", BASE_DIR / "var") or BASE_DIR / "var"
_keys: dict[str, str] = {} if PRODUCTION else env.development_keys(DATA_DIR)
SECRET_KEY = env.read("SECRET_KEY", _keys.get("SECRET_KEY"), hint="可用命令生成:openssl rand -base64 64")
SECRET_KEY_FALLBACKS = env.read_list("SECRET_KEY_FALLBACKS", "")
if len(SECRET_KEY) < 50:
    raise env.refuse("SECRET_KEY", "太短", "至少 50 个字符;可用命令生成:openssl rand -base64 64")
env.refuse_typed("SECRET_KEY", SECRET_KEY, "可用命令生成:openssl rand -base64 64")
FIELD_KEYS = env.read_field_keys(
    env.read("FIELD_KEYS", _keys.get("FIELD_KEYS"), hint="应为“编号:base64密钥”,可用命令生成:openssl rand -base64 32")
)
BLIND_INDEX_KEY = env.read_key(
    "BLIND_INDEX_KEY",
    env.read("BLIND_INDEX_KEY", _keys.get("BLIND_INDEX_KEY"), hint="可用命令生成:openssl rand -base64 32"),
)
if BLIND_INDEX_KEY in dict(FIELD_KEYS).values():
    raise env.refuse("BLIND_INDEX_KEY", "与 FIELD_KEYS 里的密钥相同", "两者必须各自生成:openssl rand -base64 32")
FIELD_CIPHER = env.read_choice("FIELD_CIPHER", {"aes-256-gcm", "sm4-gcm"}, "aes-256-gcm")
FONTS_DIR = env.read_folder("FONTS_DIR", None)
AUDIT_ANCHOR_FILE = env.read_file("AUDIT_ANCHOR_FILE")

ALLOWED_HOSTS = env.read_list("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1],testserver" if not PRODUCTION else "")
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise env.refuse(
        "ALLOWED_HOSTS", "没有写明访问地址", "请写出用户访问本系统用的主机名或地址,多个用逗号分开,不能用 *。"
    )
HTTPS = env.read_bool("HTTPS", PRODUCTION)
PLAIN_HTTP = env.read_bool("PLAIN_HTTP", False)
if PRODUCTION and not HTTPS and not PLAIN_HTTP:
    raise env.refuse(
        "HTTPS",
        "是 0,密码和身份证号会以明文经过网络",
        "请配置证书后设 HTTPS=1;确实只能用明文(例如由国密网关在别处加密)的,另设 PLAIN_HTTP=1 写明。",
    )
BEHIND_PROXY = env.read_bool("BEHIND_PROXY", False)
TRUSTED_PROXIES = env.read_int("TRUSTED_PROXIES", int(BEHIND_PROXY), low=0, high=5)
if BEHIND_PROXY:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ALLOWED_HOSTS] if HTTPS else []

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_htmx",
    "import_export",
    "simple_history",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "office",
    "registry",
    "casework",
    "funds",
    "supportdesk",
]
MIDDLEWARE = [
    "office.middleware.ClientAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "office.middleware.PatientSessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "simple_history.middleware.HistoryRequestMiddleware",
    "office.middleware.AccountMiddleware",
    "axes.middleware.AxesMiddleware",
    "office.middleware.BusyMiddleware",
    "office.middleware.PurposeMiddleware",
    "registry.middleware.MergedAddressMiddleware",
]
ROOT_URLCONF = "supportdesk.urls"
WSGI_APPLICATION = "supportdesk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "supportdesk.context.frame",
            ],
            "loaders": [("django.template.loaders.cached.Loader", ["django.template.loaders.filesystem.Loader"])],
            "builtins": ["office.templatetags.ui"],
        },
    }
]
FORM_RENDERER = "office.forms_renderer.FormRenderer"

DATABASES = {"default": env.database(env.read("DATABASE_URL", f"sqlite:///{DATA_DIR / 'db.sqlite3'}"), pool_size=8)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}  # only for speed, never for limits

AUTH_USER_MODEL = "office.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "office.brakes.AddressBrake",
    "office.backends.AccountBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "office.passwords.ContextWordsValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL, LOGIN_REDIRECT_URL, LOGOUT_REDIRECT_URL = "login", "home", "login"
AXES_FAILURE_LIMIT, AXES_COOLOFF_TIME, AXES_RESET_ON_SUCCESS = 5, 0.25, True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_TEMPLATE = "registration/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = AXES_VERBOSE = False
ADDRESS_FAILURE_LIMIT = env.read_int("ADDRESS_FAILURE_LIMIT", 30, low=10, high=10_000)

EMAIL_HOST = env.read("EMAIL_HOST", "")
EMAIL_PORT = env.read_int("EMAIL_PORT", 25, low=1, high=65_535)
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = env.read("EMAIL_HOST_USER", ""), env.read("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = env.read_bool("EMAIL_USE_TLS", False)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.read("DEFAULT_FROM_EMAIL", "supportdesk@localhost")
SITE_ADDRESS = env.read("SITE_ADDRESS", "http://localhost:8000").rstrip("/")  # what the links of a digest begin with

ASK_PURPOSE_OUT_OF_HOURS = env.read_bool("ASK_PURPOSE_OUT_OF_HOURS", PRODUCTION)
SESSION_COOKIE_AGE = 60 * env.read_int("SESSION_IDLE_MINUTES", 30, low=5, high=480)
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_ABSOLUTE_HOURS = 12
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "office.views.errors.csrf_failure"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str]] = {"camera": [], "geolocation": [], "microphone": [], "payment": [], "usb": []}

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static", DATA_DIR / "frontend"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
MEDIA_ROOT = DATA_DIR / "uploads"  # outside the static tree; served only through a permission check
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
FILE_UPLOAD_PERMISSIONS = 0o600

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}  # read by the worker: manage.py run_worker

SIMPLE_HISTORY_HISTORY_CHANGE_REASON_USE_TEXT_FIELD = True
IMPORT_EXPORT_USE_TRANSACTIONS = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "office.logs.MaskingFormatter", "format": "%(asctime)s %(levelname)s %(name)s %(message)s"}
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.read_choice("LOG_LEVEL", {"DEBUG", "INFO", "WARNING"}, "INFO")},
    "loggers": {
        "fontTools": {"level": "ERROR"},
        "weasyprint": {"level": "ERROR"},
    },
}
