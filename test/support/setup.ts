/*
 * Loaded before each test file. nestjs-cls and other CommonJS packages `require` these ES modules; Jest can only serve
 * them once they have been evaluated.
 */
import '@nestjs/common';
import '@nestjs/core';
